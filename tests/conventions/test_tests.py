"""The tests themselves: no other machine, no mail that leaves, and every warning an error."""

import socket
import warnings

import pytest
from pytest_socket import SocketConnectBlockedError

from crm.mail.transports import Folder, connect


def test_no_test_reaches_another_machine():
    with socket.socket() as outside, pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


def test_no_test_asks_for_the_address_of_another_machine():
    with pytest.raises(AssertionError, match="tests stay on this machine"):
        socket.getaddrinfo("relay.example.org", 587)


def test_mail_goes_to_a_folder_unless_a_test_starts_a_server_of_its_own(app):
    assert isinstance(connect(app.config["CRM_MAIL_URL"]), Folder)


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
