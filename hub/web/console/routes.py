"""The supervisor's console, put together."""

from fastapi import APIRouter

from hub.web.console.asking import Door
from hub.web.console.desk import Desk
from hub.web.console.entrance import routes as entrance_routes
from hub.web.console.hall import routes as hall_routes
from hub.web.console.packs import routes as pack_routes
from hub.web.console.sessions import Sessions
from hub.web.ports import Ports


def routes(ports: Ports) -> APIRouter:
    """Everything under ``/console``."""
    sessions = Sessions(ports.clock)
    door, desk = Door(sessions), Desk(ports)
    router = APIRouter(include_in_schema=False)
    router.include_router(entrance_routes(ports, sessions, door))
    router.include_router(hall_routes(ports, door, desk))
    router.include_router(pack_routes(ports, door, desk))
    return router
