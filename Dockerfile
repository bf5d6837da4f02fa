# The bot in a container: Python, the locked packages and a sample province; nothing that builds, no shell to log in with.
# The tags are exact. A digest (python:TAG@sha256:…) is stricter still: add it when you build with a registry at hand.
FROM python:3.12.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY schedules schedules
COPY sandbox sandbox
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /venv/bin/pip uninstall --yes --quiet setuptools pip

FROM python:3.12.12-slim-bookworm
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin nhacviec \
 && install -d -o nhacviec -g nhacviec -m 0700 /data \
 && install -d /province
COPY --from=build /venv /venv
COPY config.yaml /province/
COPY directives /province/directives
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    NHACVIEC_DATABASE_URL=sqlite:////data/nhacviec.db \
    NHACVIEC_FILES=/data/files \
    NHACVIEC_LISTEN=127.0.0.1:8081 \
    NHACVIEC_LOG=json
USER nhacviec
WORKDIR /province
VOLUME /data
HEALTHCHECK --interval=1m --timeout=15s --start-period=1m CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8081/healthz', timeout=10)"]
ENTRYPOINT ["nhacviec"]
CMD ["run"]
