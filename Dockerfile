# The bot in a container: nothing but Python, the locked packages and the province's files.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY schedules schedules
COPY sandbox sandbox
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin nhacviec \
 && install -d -o nhacviec -g nhacviec /data /province
COPY --from=build /venv /venv
COPY config.yaml /province/
COPY directives /province/directives
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NHACVIEC_DATABASE_URL=sqlite:////data/nhacviec.db \
    NHACVIEC_FILES=/data/files
USER nhacviec
WORKDIR /province
VOLUME /data
HEALTHCHECK --interval=5m --timeout=30s CMD ["nhacviec", "check"]
ENTRYPOINT ["nhacviec"]
CMD ["run"]
