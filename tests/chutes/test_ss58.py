"""Hotkeys as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes import ss58

# The address that every Substrate chain's documentation gives for this public key.
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
ALICE_KEY = bytes.fromhex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")

keys = st.binary(min_size=32, max_size=32)


def test_known_address():
    """A key and its address are those that others have."""
    assert ss58.encode_address(ALICE_KEY) == ALICE
    assert ss58.decode_address(ALICE) == ALICE_KEY


@given(keys)
def test_there_and_back(key):
    """Each key has one address, of 48 characters, that starts with 5."""
    address = ss58.encode_address(key)

    assert ss58.decode_address(address) == key
    assert (len(address), address[0]) == (48, "5")


@given(keys, st.integers(0, 46))
def test_swapped_letters(key, index):
    """Two letters that changed places are noticed."""
    address = ss58.encode_address(key)
    swapped = address[:index] + address[index + 1] + address[index] + address[index + 2 :]

    if swapped != address:
        with pytest.raises(ValueError, match="address"):
            ss58.decode_address(swapped)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "5",
        ALICE[:-1],
        ALICE + "Y",
        ALICE.replace("G", "0", 1),
        "z" * 48,
        "1" * 48,
        "é" * 48,
        "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F",  # Alice on Kusama
        "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5",  # Alice on Polkadot
    ],
)
def test_no_address(address):
    """What is no address of this network is a `ValueError`."""
    with pytest.raises(ValueError, match=r"."):
        ss58.decode_address(address)


def test_no_key():
    """A key of another length has no address."""
    with pytest.raises(ValueError, match="32 bytes"):
        ss58.encode_address(b"short")
