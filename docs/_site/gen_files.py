"""What MkDocs runs at the beginning of a build: writes the pages that do not lie in docs/ as they are."""

import sys
from pathlib import Path

import mkdocs_gen_files

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from docs._site.pages import site

for page, text in site().items():
    with mkdocs_gen_files.open(page, "w", encoding="utf-8") as file:
        file.write(text)
