"""A kernel client that does not miss an answer: nbclient sends what a widget says while it waits on the same socket.

Then zmq may not wake it, and it sleeps until the timeout of the cell (nbclient, issue 312).
"""

import math
import queue
import time

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type
from traitlets.config import Config

GLANCE = 0.5
"""Seconds after which it looks again."""


class PatientChannel(AsyncZMQSocketChannel):
    """A channel that looks again and again."""

    async def get_msg(self, timeout=None):
        """The next message; `queue.Empty` is raised after `timeout` seconds, None for never."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            try:
                return await super().get_msg(timeout=max(0, min(left, GLANCE)))
            except queue.Empty:
                if left <= GLANCE:
                    raise


class PatientClient(AsyncKernelClient):
    """A client whose replies come through such a channel."""

    shell_channel_class = Type(PatientChannel)


CONFIG = Config({"AsyncKernelManager": {"client_factory": PatientClient}})
"""For a `NotebookClient`."""
