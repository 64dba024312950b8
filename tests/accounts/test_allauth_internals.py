"""Tests of the internals of django-allauth that accounts/allauth_internals.py lists.

The tests of signing in, addresses and limits check the behaviour. These tests name the part that has changed."""

import inspect

import pytest
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit as public_ratelimit
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter

from accounts.allauth_internals import LimitedConfirmCodeView, RequestCodeView, SignInByCode


def parameters(function):
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("initial_state", ["user", "email"]),
        ("send", ["self"]),
        ("persist", ["self"]),
        ("abort", ["self"]),
        ("abort_if_invalid", ["self"]),
        ("record_resend", ["self"]),
        ("resend", ["self"]),
        ("generate_code", ["self"]),
        ("add_sent_message", ["self", "context"]),
        ("send_by_email", ["self", "email", "skip_enumeration_mails"]),
        ("finish", ["self", "redirect_url"]),
    ],
)
def test_process_has_the_method(method, expected):
    found = parameters(getattr(LoginCodeVerificationProcess, method))

    assert found[: len(expected)] == expected


@pytest.mark.django_db
def test_process_keeps_its_stage_request_and_state(rf):
    request = rf.get("/")
    request.session = {}
    login = Login(email="lan@example.org")
    login.state["stages"] = {"current": LoginByCodeStage.key}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(SignInByCode.initial_state(user=None, email="lan@example.org"))

    process = SignInByCode(stage)

    assert process.request is request
    assert process.stage is stage
    assert process.state["email"] == "lan@example.org"
    assert "_user" in inspect.getsource(LoginCodeVerificationProcess.__mro__[1]) + inspect.getsource(
        LoginCodeVerificationProcess
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "method"),
    [
        (RequestCodeView, RequestLoginCodeView, "_redirect_to_pending_stage"),
        (LimitedConfirmCodeView, ConfirmLoginCodeView, "_verify_form_valid"),
        (LimitedConfirmCodeView, ConfirmLoginCodeView, "post"),
    ],
)
def test_views_have_the_overridden_methods(ours, theirs, method):
    assert parameters(getattr(ours, method)) == parameters(getattr(theirs, method))


def test_view_of_the_code_reads_its_process_and_action():
    source = "".join(inspect.getsource(view) for view in ConfirmLoginCodeView.__mro__ if "allauth" in view.__module__)

    assert "self._process" in source
    assert "_action" in source
    assert "request._login_stage" in source


def test_decorator_sets_the_stage_of_the_request():
    assert "_login_stage" in inspect.getsource(inspect.getmodule(login_stage_required))


def test_rate_limits_can_be_rolled_back(rf, settings):
    usage = ratelimit.consume(rf.get("/"), app="allauth.account", action="login_failed", key="lan@example.org")

    assert callable(usage.rollback)
    assert callable(ratelimit.respond_429)
    assert "raise_exception" in parameters(public_ratelimit.consume)


def test_adapter_of_second_steps_has_a_site_name():
    assert parameters(DefaultMFAAdapter._get_site_name) == ["self"]
