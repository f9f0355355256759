"""What cookiecutter is told of a template: the questions, and what an answer may be."""
