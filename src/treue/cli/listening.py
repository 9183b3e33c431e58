"""Where a service can listen: a port that is free, told before it starts, in words."""

from __future__ import annotations

import socket

from treue.forms.faults import WrongInput

PORT = 8000
_TRIED = 20


def require_free(host: str, port: int) -> None:
    """Raises WrongInput where nobody can listen there."""
    fault = _hindrance(host, port)
    if fault is not None:
        raise WrongInput(f"--host, --port: {host}:{port} cannot be listened at ({fault}); choose another one.")


def free_port(host: str) -> int:
    """The first free port from the usual one on. Raises WrongInput."""
    for port in range(PORT, PORT + _TRIED):
        if _hindrance(host, port) is None:
            return port
    require_free(host, PORT)
    return PORT


def _hindrance(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as fault:
            return fault.strerror or str(fault)
    return None
