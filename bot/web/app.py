"""What is served where."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.services.watch import Watch
from bot.web.hook import Hook
from bot.web.metrics import CONTENT_TYPE, exposition

HEALTH, METRICS = "/healthz", "/metrics"


def application(watch: Watch, hook: Hook | None = None) -> Starlette:
    """Return the application: how the bot is, its figures, and the hook at its own path if there is one."""

    async def health(_request: Request) -> Response:
        found = await watch.health()
        body = {
            "status": "ok" if found.ok else "unwell",
            "role": "leader" if found.leading else "standby",
            "problems": list(found.problems),
            "seconds": found.seconds,
        }
        return JSONResponse(body, status_code=200 if found.ok else 503)

    async def metrics(_request: Request) -> Response:
        return Response(await exposition(watch), media_type=CONTENT_TYPE)

    routes = [Route(HEALTH, health, methods=["GET"]), Route(METRICS, metrics, methods=["GET"])]
    if hook is not None:
        routes.append(Route(hook.path, hook, methods=["POST"]))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # a redirect would tell that a path is nearly right
    return app
