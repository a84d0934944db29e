#!/usr/bin/env python3
"""Makes the music of this sample from nothing: the notes as a MIDI file, and the same notes as sound.

Needs Python 3 (standard library only) and the ffmpeg program. The results are committed, so nobody has to run it; it is
here to show where they come from, and that they are free.
"""

import math
import random
import struct
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATE = 48_000
BPM, BARS, TICKS = 120, 6, 480
BEAT = 60 / BPM
SECONDS = BARS * 4 * BEAT + 1.0

CHORDS = [(57, 60, 64, 67), (53, 57, 60, 64), (48, 55, 60, 64), (55, 59, 62, 67), (57, 60, 64, 71), (53, 57, 60, 69)]
ARPEGGIO = (0, 1, 2, 3, 2, 1, 3, 2)
KICK, SNARE, HAT = 36, 38, 42


def notes():
    """Per track: beat, length in beats, pitch, velocity."""
    keys, bass, drums = [], [], []
    for bar, chord in enumerate(CHORDS[:BARS]):
        start = bar * 4
        for step, which in enumerate(ARPEGGIO):
            loud = 104 if step % 4 == 0 else 82 if step % 2 == 0 else 66
            octave = 12 if bar >= 2 or step % 2 == 0 else 0
            keys.append((start + step / 2, 0.45, chord[which] + octave, loud))
        # A high answer at the end of every second bar.
        if bar % 2:
            for step, pitch in enumerate((76, 79, 83, 84)):
                keys.append((start + 3 + step / 4, 0.22, pitch, 74 + 8 * step))
        for beat, long in ((0, 1.4), (1.5, 0.4), (2, 1.2), (3.5, 0.4)):
            bass.append((start + beat, long, chord[0] - 12, 100 if beat in (0, 2) else 78))
        for beat in range(4):
            if beat in (0, 2) or (bar % 2 and beat == 3):
                drums.append((start + beat, 0.2, KICK, 120))
            if beat in (1, 3):
                drums.append((start + beat, 0.2, SNARE, 104))
            drums.append((start + beat + 0.5, 0.1, HAT, 74))
            if bar >= 2:
                drums.append((start + beat, 0.1, HAT, 56))
    keys.append((BARS * 4, 1.6, 69, 110))
    bass.append((BARS * 4, 1.6, 45, 110))
    drums.append((BARS * 4, 0.2, KICK, 124))
    return {"keys": (0, keys), "bass": (1, bass), "drums": (9, drums)}


# The MIDI file: format 1, tempo and signature in a track of their own.

def length(value):
    bytes_ = [value & 0x7F]
    while value := value >> 7:
        bytes_.append(0x80 | value & 0x7F)
    return bytes(reversed(bytes_))


def chunk(kind, body):
    return kind + struct.pack(">I", len(body)) + body


def meta(kind, body):
    return b"\0\xff" + bytes([kind]) + length(len(body)) + body


def midi(tracks):
    micros = round(60_000_000 / BPM)
    chunks = [chunk(b"MTrk", meta(0x51, micros.to_bytes(3, "big")) + meta(0x58, bytes([4, 2, 24, 8])) + meta(0x2F, b""))]
    for name, (channel, played) in tracks.items():
        events = []
        for beat, long, pitch, velocity in played:
            events.append((round(beat * TICKS), 1, bytes([0x90 | channel, pitch, velocity])))
            # What ends comes before what begins at the same time.
            events.append((round((beat + long) * TICKS), 0, bytes([0x80 | channel, pitch, 0])))
        body, last = meta(0x03, name.encode()), 0
        for tick, _, event in sorted(events):
            body += length(tick - last) + event
            last = tick
        chunks.append(chunk(b"MTrk", body + meta(0x2F, b"")))
    head = chunk(b"MThd", struct.pack(">HHH", 1, len(chunks), TICKS))
    (HERE / "tune.mid").write_bytes(head + b"".join(chunks))


# The sound: plucked sine waves, a round bass, drums of a falling sine and of noise.

def sound(tracks):
    total = int(RATE * SECONDS)
    left, right = [0.0] * total, [0.0] * total
    dice = random.Random(11)

    def add(start, count, pan, sample):
        begin = round(start * RATE)
        for i in range(min(count, total - begin)):
            value = sample(i / RATE, i)
            left[begin + i] += value * (1 - pan)
            right[begin + i] += value * (1 + pan)

    def pluck(beat, long, pitch, velocity):
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        loud, pan = 0.13 * velocity / 127, 0.5 * math.sin(pitch * 1.7)

        def sample(t, _):
            shape = min(1, t / 0.003) * math.exp(-t / 0.22) * max(0.0, min(1.0, (long * BEAT + 0.5 - t) / 0.1))
            return loud * shape * sum(a * math.sin(math.tau * hertz * k * t) for k, a in ((1, 1), (2, 0.4), (3, 0.16)))

        add(beat * BEAT, int((long * BEAT + 0.5) * RATE), pan, sample)

    def low(beat, long, pitch, velocity):
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        loud, held = 0.2 * velocity / 127, long * BEAT

        def sample(t, _):
            shape = min(1, t / 0.008) * math.exp(-t / 0.9) * max(0.0, min(1.0, (held - t) / 0.03))
            return loud * shape * (math.sin(math.tau * hertz * t) + 0.35 * math.sin(math.tau * 2 * hertz * t))

        add(beat * BEAT, int(held * RATE), 0, sample)

    def drum(beat, _, pitch, velocity):
        loud = velocity / 127
        if pitch == KICK:
            def sample(t, _):
                return 0.42 * loud * math.exp(-t / 0.11) * math.sin(math.tau * (48 * t + 3.2 * (1 - math.exp(-t / 0.028))))
        elif pitch == SNARE:
            def sample(t, _):
                body = math.sin(math.tau * 190 * t) * math.exp(-t / 0.05)
                return 0.2 * loud * (body + (dice.random() * 2 - 1) * math.exp(-t / 0.09))
        else:
            def sample(t, _):
                return 0.07 * loud * (dice.random() * 2 - 1) * math.exp(-t / 0.028)
        add(beat * BEAT, int(0.4 * RATE), 0.2 if pitch == HAT else 0, sample)

    for name, play in (("keys", pluck), ("bass", low), ("drums", drum)):
        for note in tracks[name][1]:
            play(*note)
    # One echo, crossed from side to side.
    delay = round(BEAT * 0.75 * RATE)
    for i in range(delay, total):
        left[i], right[i] = left[i] + 0.22 * right[i - delay], right[i] + 0.22 * left[i - delay]
    peak = max(max(map(abs, left)), max(map(abs, right)))
    samples = bytearray()
    for l, r in zip(left, right):
        samples += struct.pack("<hh", round(l / peak * 25_000), round(r / peak * 25_000))
    command = [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-",
        "-c:a", "aac", "-b:a", "96k", "-map_metadata", "-1", str(HERE / "tune.m4a"),
    ]
    subprocess.run(command, input=bytes(samples), check=True)


if __name__ == "__main__":
    played = notes()
    midi(played)
    sound(played)
    for made in ("tune.mid", "tune.m4a"):
        print(f"{(HERE / made).stat().st_size:>8}  {made}")
