#!/usr/bin/env python3
"""Makes the media of this sample from nothing: a clip, a logo and a tune.

Needs Python 3 (standard library only) and the ffmpeg program. The results are committed, so nobody has to run it; it is
here to show where the media come from, and that they are free.
"""

import math
import random
import struct
import subprocess
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, FPS = 1280, 720, 30
# The clip is longer than the film, which takes a part of it.
CLIP_SECONDS, TUNE_SECONDS = 8, 7
RATE = 48_000


def mix(a, b, t):
    return tuple(x + (y - x) * t for x, y in zip(a, b))


def smooth(edge0, edge1, x):
    t = min(1.0, max(0.0, (x - edge0) / (edge1 - edge0)))
    return t * t * (3 - 2 * t)


# The clip: an evening over hills, seen from a train. Each layer of hills is one strip that is longer than the picture
# and slides past at its own speed.

def sky():
    """The still part: a gradient with a low sun, dithered so that it shows no bands."""
    dice = random.Random(7)
    top, middle, low = (24, 30, 74), (214, 96, 108), (255, 196, 120)
    rows = []
    for y in range(HEIGHT):
        v = y / HEIGHT
        base = mix(top, middle, smooth(0.0, 0.48, v)) if v < 0.48 else mix(middle, low, smooth(0.48, 0.72, v))
        row = bytearray()
        for x in range(WIDTH):
            d = math.hypot(x - 860, y - 395)
            glow = math.exp(-d / 170)
            disc = smooth(62, 58, d) if d < 62 else 0.0
            pixel = mix(base, (255, 226, 168), min(1.0, glow * 0.9))
            pixel = mix(pixel, (255, 244, 214), disc)
            noise = dice.random() - 0.5
            row += bytes(min(255, max(0, int(c + noise + 0.5))) for c in pixel)
        rows.append(bytes(row))
    return rows


class Hills:
    def __init__(self, seed, base, rough, color, far, speed):
        dice = random.Random(seed)
        self.length = WIDTH + int(speed * CLIP_SECONDS) + 8
        waves = [(rough / n, dice.uniform(0.8, 1.2) * n * 0.0032, dice.uniform(0, math.tau)) for n in (1, 2, 4, 9, 21)]
        self.heights = [base + sum(a * math.sin(f * x + p) for a, f, p in waves) for x in range(self.length)]
        self.color, self.far, self.speed = color, far, speed


LAYERS = [
    Hills(1, 430, 34, (150, 84, 118), (244, 158, 120), 14),
    Hills(2, 500, 44, (92, 58, 104), (170, 96, 122), 40),
    Hills(3, 570, 52, (50, 38, 78), (96, 62, 104), 92),
    Hills(4, 655, 40, (20, 18, 42), (44, 34, 66), 190),
]


def frames(write):
    """Draws row by row over the still sky; pure Python, half a minute."""
    background = sky()
    for number in range(FPS * CLIP_SECONDS):
        time = number / FPS
        picture = [bytearray(row) for row in background]
        for hills in LAYERS:
            offset = hills.speed * time
            whole, part = int(offset), offset - int(offset)
            tops = [
                hills.heights[x + whole] * (1 - part) + hills.heights[x + whole + 1] * part for x in range(WIDTH)
            ]
            first = int(min(tops))
            for y in range(max(0, first), HEIGHT):
                row = picture[y]
                depth = min(1.0, (y - first) / 150)
                color = bytes(int(c + 0.5) for c in mix(hills.far, hills.color, depth))
                # Runs of columns that this row covers fully are filled at once; edges are blended.
                x = 0
                while x < WIDTH:
                    cover = y + 1 - tops[x]
                    if cover >= 1:
                        start = x
                        while x < WIDTH and y >= tops[x]:
                            x += 1
                        row[start * 3:x * 3] = color * (x - start)
                    else:
                        if cover > 0:
                            at = x * 3
                            for channel in range(3):
                                under = row[at + channel]
                                row[at + channel] = int(under + (color[channel] - under) * cover)
                        x += 1
        write(b"".join(bytes(row) for row in picture))


def clip():
    command = [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv,noise=alls=2:allf=t,format=yuv420p",
        "-c:v", "libx264", "-preset", "slow", "-crf", "18", "-threads", "2", "-g", "60",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-movflags", "+faststart", "-map_metadata", "-1", str(HERE / "hills.mp4"),
    ]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    frames(encoder.stdin.write)
    encoder.stdin.close()
    if encoder.wait():
        raise SystemExit("ffmpeg failed")


# The logo: a clapper of three slanted bars in a ring, with soft edges and a clear background.

def logo():
    size, grid = 320, 3
    rows = []
    for y in range(size):
        row = bytearray([0])
        for x in range(size):
            light = ring = 0
            for sy in range(grid):
                for sx in range(grid):
                    u = (x + (sx + 0.5) / grid) / size * 2 - 1
                    v = (y + (sy + 0.5) / grid) / size * 2 - 1
                    distance = math.hypot(u, v)
                    ring += 0.86 < distance < 0.96
                    slant = u + v * 0.38
                    if distance < 0.74 and any(abs(slant - c) < 0.11 for c in (-0.42, 0.0, 0.42)):
                        light += 1
            total = grid * grid
            alpha = min(total, light + ring)
            color = (255, 122, 72) if light > ring else (255, 255, 255)
            row += bytes((*color, alpha * 255 // total))
        rows.append(bytes(row))

    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"".join(rows), 9)) + part(b"IEND", b"")
    (HERE / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)


# The tune: four chords, a plucked line over them and a low note under them, all sine waves.

def tune():
    total = RATE * TUNE_SECONDS
    left, right = [0.0] * total, [0.0] * total
    note = lambda n: 440.0 * 2 ** ((n - 69) / 12)

    def tone(start, length, pitch, loud, pan, partials, attack, decay):
        begin, count = int(start * RATE), int(length * RATE)
        step = math.tau * note(pitch) / RATE
        for i in range(min(count, total - begin)):
            t = i / RATE
            shape = min(1.0, t / attack) * math.exp(-t / decay) * min(1.0, (count - i) / (0.02 * RATE))
            wave = sum(a * math.sin(step * k * i) for k, a in partials)
            value = loud * shape * wave
            left[begin + i] += value * (1 - pan)
            right[begin + i] += value * (1 + pan)

    chords = [(57, 60, 64, 71), (53, 60, 64, 69), (48, 60, 64, 67), (55, 59, 62, 69)]
    beat = TUNE_SECONDS / 16
    for bar, chord in enumerate(chords):
        at = bar * 4 * beat
        for pan, pitch in zip((-0.5, 0.4, -0.2, 0.5), chord):
            tone(at, 4 * beat, pitch, 0.055, pan, ((1, 1), (2, 0.3), (3, 0.1)), 0.25, 3.0)
        tone(at, 4 * beat, chord[0] - 24, 0.16, 0, ((1, 1), (2, 0.4)), 0.02, 1.2)
        for step, which in enumerate((0, 2, 3, 1, 2, 3, 1, 2)):
            pan = 0.5 * math.sin(step + bar)
            tone(at + step * beat / 2, 1.2, chord[which] + 12, 0.11, pan, ((1, 1), (2, 0.35), (4, 0.12)), 0.004, 0.28)
    # One echo, crossed from side to side.
    delay = int(beat * 0.75 * RATE)
    for i in range(delay, total):
        left[i], right[i] = left[i] + 0.3 * right[i - delay], right[i] + 0.3 * left[i - delay]
    peak = max(max(map(abs, left)), max(map(abs, right)))
    samples = bytearray()
    for l, r in zip(left, right):
        samples += struct.pack("<hh", round(l / peak * 24_000), round(r / peak * 24_000))
    command = [
        "ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-",
        "-c:a", "aac", "-b:a", "160k", "-map_metadata", "-1", str(HERE / "tune.m4a"),
    ]
    subprocess.run(command, input=bytes(samples), check=True)


if __name__ == "__main__":
    logo()
    tune()
    clip()
    for made in ("hills.mp4", "logo.png", "tune.m4a"):
        print(f"{(HERE / made).stat().st_size:>8}  {made}")
