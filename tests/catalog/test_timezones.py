"""Time zones are told by the machine's database, and only by one that has every name."""

import zoneinfo

import pytest

from generator.catalog import timezones


@pytest.fixture
def without_database(monkeypatch):
    monkeypatch.setattr(zoneinfo, "ZoneInfo", _missing)


def _missing(name):
    raise zoneinfo.ZoneInfoNotFoundError(name)


@pytest.mark.parametrize("name", ["", "UTC", "Local", "Europe/Berlin", "US/Pacific", "Etc/GMT+5"])
def test_names_of_the_database_are_zones(name):
    assert timezones.is_timezone(name) is True


@pytest.mark.parametrize(
    "name", ["Mars/Base", "europe/berlin", "America", "../UTC", "/etc/localtime", "Europe/Berlin ", "a\0b"]
)
def test_other_names_are_none(name):
    assert timezones.is_timezone(name) is False


def test_without_a_database_nothing_is_said(without_database):
    assert timezones.is_timezone("Europe/Berlin") is None
    assert timezones.is_timezone("UTC") is True


def test_an_old_database_does_not_refuse_what_it_has_not(monkeypatch):
    real = zoneinfo.ZoneInfo
    old = {"Europe/Berlin"}
    monkeypatch.setattr(zoneinfo, "ZoneInfo", lambda name: real(name) if name in old else _missing(name))
    assert timezones.is_timezone("Europe/Berlin") is True
    assert timezones.is_timezone("Europe/Kyiv") is None
