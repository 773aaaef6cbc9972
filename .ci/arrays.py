"""Reads policy.npz of a run folder with numpy and compares it with the JSON files of the run: python3 .ci/arrays.py FOLDER"""

import hashlib
import json
import os
import sys

import numpy as np

folder = sys.argv[1]
policy = json.load(open(os.path.join(folder, "policy.json"), encoding="utf-8"))
game = json.load(open(os.path.join(folder, "game.json"), encoding="utf-8"))
arrays = np.load(os.path.join(folder, "policy.npz"))


def digest(values):
    return hashlib.sha256(b"".join(name.encode() + values[name].tobytes() for name in arrays.files[:-1])).hexdigest()


def same(name, expected):
    assert np.array_equal(arrays[name], np.array(expected)), name


assert arrays.files[-1] == "digest"
assert digest(arrays) == str(arrays["digest"])
for name in arrays.files[:-1]:
    edited = {each: np.array(arrays[each]) for each in arrays.files}
    edited[name].reshape(-1).view(np.uint8)[0] ^= 1
    assert digest(edited) != str(arrays["digest"]), f"an edited {name} is not found"

assert str(arrays["gameHash"]) == policy["gameHash"]
assert int(arrays["subsample"]) == policy["subsample"]
assert float(arrays["discount"]) == policy["discount"]
for name in ["globalStates", "localStates", "globalActions", "localActions", "localPolicy"]:
    same(name, policy[name])
for name in ["globalTransition", "localTransition", "globalReward", "localReward"]:
    same(name, game[name])

taken = arrays["globalPolicy"].argmax(axis=2)
assert np.array_equal(taken, np.array(policy["globalPolicy"]))
assert np.array_equal(arrays["globalPolicy"].sum(axis=2), np.ones(taken.shape))
assert (arrays["observations"].sum(axis=1) == policy["subsample"]).all()
assert [tuple(row) for row in arrays["observations"]] == sorted(tuple(row) for row in arrays["observations"])
assert abs(arrays["occupancy"].sum() - 1) < 1e-6
assert np.allclose(arrays["populations"].sum(axis=1)[arrays["occupancy"].sum(axis=1) > 0], 1)

# An average of what the actions taken are worth lies between the smallest and the largest of them.
met = arrays["occupancy"] > 0
chosen = np.take_along_axis(arrays["actionValues"], taken[:, :, None], axis=2)[:, :, 0]
assert np.isfinite(chosen[met]).all() and np.isnan(chosen[~met]).all()
assert chosen[met].min() <= float(arrays["value"]) <= chosen[met].max()
print(f"{len(arrays.files)} arrays are those of the run")
