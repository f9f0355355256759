# taskplate with git, for continuous integration and for those without Python; docs/ci.md says how to use it.
#
#   docker build --tag taskplate .
#   docker run --rm --volume "$PWD:/work" taskplate validate templates
FROM docker.io/library/python:3.12.12-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY .ci/wheel_data.py .ci/
COPY generator generator
COPY blueprints blueprints
COPY schemas schemas
COPY modules_catalog modules_catalog
RUN python -m venv /opt/taskplate
RUN /opt/taskplate/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM docker.io/library/python:3.12.12-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 # What is mounted belongs to somebody else, for which git would refuse to tell what has changed.
 && git config --system --add safe.directory '*' \
 && useradd --uid 10001 --create-home taskplate
COPY --from=build /opt/taskplate /opt/taskplate
ENV PATH="/opt/taskplate/bin:$PATH" PYTHONSAFEPATH=1
USER 10001
WORKDIR /work
ENTRYPOINT ["taskplate"]
CMD ["--help"]
