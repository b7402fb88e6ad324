# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up stacks as pprof does, without the program under test."""
from collections import Counter

from profile_proto import Profile


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
    """The stacks of a profile whose locations all have names."""
    index = [kind for kind, _ in profile.sample_types].index(sample_type)
    for sample in profile.samples:
        yield [profile.functions[function].name
               for location in sample.locations
               for function, _, _ in profile.locations[location].lines], sample.values[index]
