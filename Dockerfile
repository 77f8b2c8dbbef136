# One image for both bots:
#   docker build -t clanbots .
#   docker run --env-file .env -p 10000:10000 clanbots apps.welcomecrew
FROM python:3.14-slim AS build
WORKDIR /build
COPY requirements/run.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r run.txt

FROM python:3.14-slim
# Two pools of memory for all threads: by default each thread gets one of its own to half fill.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2
RUN useradd --system --uid 10001 --no-create-home bot && install --directory --owner=bot /state
WORKDIR /app
COPY --from=build /venv /venv
COPY shared shared
COPY apps apps
# Here, not at each start: a second on a whole core.
RUN python -m compileall -q apps shared
USER bot
EXPOSE 10000
# The bot handles SIGTERM itself, also as the first process of the container.
STOPSIGNAL SIGTERM
# As for any host: docs/decisions/0001-health-check-path.md says why not /healthz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m CMD ["python", "-c", \
 "import os, urllib.request as w; w.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\") or 10000}/startupz', timeout=4)"]
ENTRYPOINT ["python", "-m"]
CMD ["apps.clanmatch"]
