# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up stacks as pprof does, without the program under test."""
from collections import Counter

from profile_proto import Profile

UNKNOWN = "<unknown>"


def tabulate(stacks):
    """stacks: (function names, leaf first; value). Returns the total and {name: (flat, cum)}."""
    flat, cum, total = Counter(), Counter(), 0
    for names, value in stacks:
        total += abs(value)
        if names:
            flat[names[0]] += value
        for name in set(names):
            cum[name] += value
    return total, {name: (flat[name], value) for name, value in cum.items() if value or flat[name]}


def stacks_of(profile: Profile, sample_type):
    """The stacks of a profile. Names are in full; an address without one has no mapping with a name."""
    index = [kind for kind, _ in profile.sample_types].index(sample_type)
    names = {key: [profile.functions[function].name or UNKNOWN for function, _, _ in location.lines] or [UNKNOWN]
             for key, location in profile.locations.items()}
    for sample in profile.samples:
        yield [name for key in sample.locations for name in names[key]], sample.values[index]
