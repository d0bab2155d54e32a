"""Creates objects without waiting for Node, so that Python and Node work at the same time."""

import itertools
import json
import re
import sys
from types import FrameType
from typing import Any

import jsii
from jsii import _reference_map
from jsii._kernel import _get_overides, _make_reference_for_native
from jsii._kernel.providers.process import jdefault
from jsii._kernel.types import ObjRef

# Modules between a statement of the application and the request that it causes.
BETWEEN = re.compile(r"(jsii|constructs|cdktf|cdktf_cdktf_provider_\w+|fast_providers)(\.|$)")


class Pipelining:
    """Sends requests whose answer Python knows beforehand, and does not wait.

    Node runs them in order, before every later request. A request to create an object names the object's reference.
    If Node refuses a request, the next request that waits for an answer raises the error.

    Once Node can call Python back, because an object overrides a method or implements an interface, every request
    waits: Node could otherwise call while Python sends something else.
    """

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.calls_back = False

    def install(self) -> None:
        """Use this class for every object that is created and every property that is set from now on."""
        self.waiting_create = jsii.kernel.create
        jsii.kernel.create = self.create_and_wait  # type: ignore[method-assign]
        jsii.create, jsii.set = self.create, self.set  # type: ignore[assignment]

    def create(self, klass: Any, obj: Any, args: list[Any] | None = None) -> ObjRef:
        """Create a JavaScript object for a Python object."""
        if self.calls_back or _can_be_called(klass, obj):
            return self.create_and_wait(klass, obj, args)
        fqn = klass.__jsii_type__
        ref = f"{fqn}@python{next(self.numbers)}"
        arguments = _make_reference_for_native(jsii.kernel, args or [])
        name = next((repr(each) for each in arguments[1:2] if isinstance(each, str)), "")
        self._request(f"{klass.__name__} {name}", api="create", fqn=fqn, ref=ref, args=arguments)
        obj.__jsii_ref__ = ObjRef(ref=ref)
        _reference_map.register_reference(obj)
        return ObjRef(ref=ref)

    def create_and_wait(self, klass: Any, obj: Any, args: list[Any] | None = None) -> ObjRef:
        """Create an object that Node can call. jsii itself does so for an argument that is no jsii object."""
        self.calls_back = True
        answer: ObjRef = self.waiting_create(klass, obj, args)
        return answer

    def set(self, obj: Any, name: str, value: Any) -> None:
        """Set a property of a JavaScript object."""
        if self.calls_back:
            jsii.kernel.set(obj, name, value)
            return
        value = _make_reference_for_native(jsii.kernel, value)
        self._request(f"{type(obj).__name__}.{name}", api="set", objref=obj, property=name, value=value)

    def _request(self, what: str, **request: Any) -> None:
        request["place"] = f"{_place(sys._getframe(2))}, {what}"  # noqa: SLF001
        provider: Any = jsii.kernel.provider
        provider._process.node.write(json.dumps(request, default=jdefault).encode() + b"\n")  # noqa: SLF001


def _can_be_called(klass: type, obj: Any) -> bool:
    """True if JavaScript can call methods of this Python object: it overrides some, or has an interface of its own."""
    declared = next((each for each in klass.__mro__ if vars(each).get("__jsii_declared_type__")), klass)
    interfaces = [getattr(each, "__jsii_ifaces__", None) for each in (klass, declared)]
    return interfaces[0] is not interfaces[1] or bool(_get_overides(klass, obj))


def _place(frame: FrameType | None) -> str:
    """File and line of the application's statement."""
    while frame and BETWEEN.match(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "?"
