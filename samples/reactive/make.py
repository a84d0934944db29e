#!/usr/bin/env python3
"""Makes the tune of this sample from nothing: a slow house loop with a bass line, chords and a bright arpeggio.

Needs Python 3 (standard library only) and the ffmpeg program. The result is committed, so nobody has to run it; it is here
to show where the sound comes from, and that it is free.
"""

import math
import random
import struct
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATE = 48_000
BPM, BEATS = 120, 16
BEAT = 60 / BPM
SECONDS = BEATS * BEAT
TOTAL = int(RATE * SECONDS)

left, right = [0.0] * TOTAL, [0.0] * TOTAL


def put(at, value_of, length, pan=0.0):
    """Adds what `value_of` says of each sample, from a time on."""
    begin = int(at * RATE)
    for i in range(min(int(length * RATE), TOTAL - begin)):
        value = value_of(i / RATE)
        left[begin + i] += value * (1 - max(0.0, pan))
        right[begin + i] += value * (1 + min(0.0, pan))


def pitch(note):
    return 440.0 * 2 ** ((note - 69) / 12)


def kick(at):
    def value(t):
        swept = 48 * t + 150 * 0.03 * (1 - math.exp(-t / 0.03))
        return 0.95 * math.exp(-t / 0.16) * math.sin(math.tau * swept) + 0.25 * math.exp(-t / 0.004)

    put(at, value, 0.45)


def clap(at, dice):
    def value(t):
        bursts = sum(math.exp(-(t - d) / 0.008) for d in (0.0, 0.011, 0.021) if t >= d)
        return 0.14 * (bursts + 2 * math.exp(-t / 0.09)) * (dice.random() * 2 - 1)

    put(at, value, 0.3, 0.1)


def hat(at, loud, dice):
    last = 0.0

    def value(t):
        nonlocal last
        noise = dice.random() * 2 - 1
        bright, last = noise - last, noise
        return loud * math.exp(-t / 0.028) * bright

    put(at, value, 0.12, -0.3)


def bass(at, note, length):
    f = pitch(note)

    def value(t):
        shape = min(1.0, t / 0.006) * min(1.0, max(0.0, (length - t) / 0.03)) * math.exp(-t / 0.5)
        waves = sum(math.sin(math.tau * f * k * t) / k * math.exp(-k * t * 1.6) for k in range(1, 9))
        return 0.34 * shape * waves

    put(at, value, length)


def chord(at, notes, length):
    for index, note in enumerate(notes):
        f = pitch(note)
        pan = (-0.6, -0.2, 0.2, 0.6)[index % 4]

        def value(t, f=f):
            shape = min(1.0, t / 0.02) * min(1.0, max(0.0, (length - t) / 0.08)) * math.exp(-t / 0.7)
            waves = sum(math.sin(math.tau * f * k * d * t) / k for d in (0.997, 1.003) for k in range(1, 7))
            # The chord makes room for each kick.
            duck = 0.35 + 0.65 * min(1.0, ((at + t) % BEAT) / (BEAT * 0.6))
            return 0.045 * shape * waves * duck

        put(at, value, length, pan)


def pluck(at, note, pan):
    f = pitch(note)

    def value(t):
        waves = sum(math.sin(math.tau * f * k * t) / k * math.exp(-t * k * 2.2) for k in (1, 2, 3, 5, 8))
        return 0.11 * min(1.0, t / 0.002) * math.exp(-t / 0.22) * waves

    put(at, value, 0.8, pan)


def tune():
    dice = random.Random(11)
    chords = [(57, 60, 64, 67), (53, 57, 60, 64), (48, 55, 60, 64), (55, 59, 62, 66)]
    for bar, notes in enumerate(chords):
        start = bar * 4 * BEAT
        # The first bar has no drums: what is seen is quiet, and comes alive with the second.
        chord(start, notes, 2.9 * BEAT)
        chord(start + 3 * BEAT, notes, 0.9 * BEAT)
        for step, which in enumerate((0, 2, 3, 1, 2, 3, 1, 3)):
            if bar or step % 2 == 0:
                pluck(start + step * BEAT / 2, notes[which] + 24, 0.6 * math.sin(step * 1.3 + bar))
        if bar == 0:
            continue
        for beat in range(4):
            kick(start + beat * BEAT)
            hat(start + (beat + 0.5) * BEAT, 0.16, dice)
            if beat % 2:
                clap(start + beat * BEAT, dice)
        for step in range(16):
            if step % 4 != 2:
                hat(start + step * BEAT / 4, 0.05, dice)
        for step, length in ((0.5, 0.4), (1.5, 0.4), (2.25, 0.2), (2.5, 0.4), (3.5, 0.4)):
            bass(start + step * BEAT, notes[0] - 24, length * BEAT)
    # One echo, crossed from side to side.
    delay = int(BEAT * 0.75 * RATE)
    for i in range(delay, TOTAL):
        left[i], right[i] = left[i] + 0.22 * right[i - delay], right[i] + 0.22 * left[i - delay]


def write():
    peak = max(max(map(abs, left)), max(map(abs, right)))
    samples = bytearray()
    for i, (l, r) in enumerate(zip(left, right)):
        end = min(1.0, (TOTAL - i) / (0.4 * RATE))
        soft = [math.tanh(1.5 * value / peak) * end for value in (l, r)]
        samples += struct.pack("<hh", *(round(value * 31_000) for value in soft))
    command = [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-",
        "-c:a", "aac", "-b:a", "160k", "-map_metadata", "-1", str(HERE / "loop.m4a"),
    ]
    subprocess.run(command, input=bytes(samples), check=True)


if __name__ == "__main__":
    tune()
    write()
    made = HERE / "loop.m4a"
    print(f"{made.stat().st_size:>8}  {made.name}")
