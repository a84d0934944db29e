#!/usr/bin/env python3
"""Makes the media of this sample from nothing: a ball before a green wall, a spinning disc, a table of colours, a hum.

Needs Python 3 (standard library only) and the ffmpeg program. The results are committed, so nobody has to run it; it is
here to show where the media come from, and that they are free.
"""

import math
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def ffmpeg(args, data):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *args], input=data, check=True, cwd=HERE)


def ball(frame, frames, width, height):
    """A lit ball that goes up and down twice, before a wall as studios have it."""
    green = (24, 196, 60)
    t = frame / frames
    radius = height * 0.26
    cx = width * (0.5 + 0.22 * math.sin(2 * math.pi * t))
    cy = height * (0.62 - 0.3 * abs(math.sin(4 * math.pi * t)))
    rows = bytearray()
    for y in range(height):
        for x in range(width):
            dx, dy = (x - cx) / radius, (y - cy) / radius
            away = math.hypot(dx, dy)
            inside = min(1.0, max(0.0, (1.0 - away) * radius + 0.5))
            if inside <= 0.0:
                rows += bytes(green)
                continue
            z = math.sqrt(max(0.0, 1.0 - away * away))
            light = max(0.0, -0.45 * dx - 0.6 * dy + 0.66 * z)
            stripe = math.sin(7.0 * (dx * math.cos(6 * t) + dy * math.sin(6 * t))) > 0
            base = (244, 120, 62) if stripe else (250, 236, 214)
            shine = max(0.0, light) ** 24 * 150
            color = [min(255.0, part * (0.25 + 0.75 * light) + shine) for part in base]
            rows += bytes(int(c * inside + g * (1 - inside)) for c, g in zip(color, green))
    return bytes(rows)


def disc(frame, frames, side):
    """One turn of a record, with a clear ground."""
    rows = bytearray()
    turn = 2 * math.pi * frame / frames
    for y in range(side):
        for x in range(side):
            dx, dy = x - side / 2 + 0.5, y - side / 2 + 0.5
            r = math.hypot(dx, dy) / (side / 2)
            if r > 0.97:
                rows += bytes((0, 0, 0, 0))
                continue
            glint = 0.5 + 0.5 * math.cos(2 * (math.atan2(dy, dx) - turn))
            if r < 0.07:
                color = (14, 16, 22)
            elif r < 0.34:
                color = (255, 122, 72) if math.cos(math.atan2(dy, dx) - turn) > -0.2 else (255, 178, 120)
            else:
                groove = 0.85 + 0.15 * math.sin(r * 120)
                grey = 26 + 70 * glint**6 * groove
                color = (grey, grey, grey * 1.15)
            rows += bytes(int(part) for part in color) + b"\xff"
    return bytes(rows)


def table(size):
    """Evening light: warm lights, teal shadows, a soft shoulder."""
    lines = ['TITLE "evening"', f"LUT_3D_SIZE {size}"]
    for b in range(size):
        for g in range(size):
            for r in range(size):
                color = [part / (size - 1) for part in (r, g, b)]
                luma = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
                tint = [0.06 * luma - 0.02, 0.01, 0.05 * (1 - luma) - 0.03 * luma]
                out = [min(1.0, max(0.0, 1 - (1 - part) ** 1.12 + t)) for part, t in zip(color, tint)]
                lines.append(" ".join(f"{part:.5f}" for part in out))
    return "\n".join(lines) + "\n"


def hum(seconds, rate=48_000):
    """Four slow chords of sine waves."""
    chords = [(110, 164.81, 220, 277.18), (98, 146.83, 196, 246.94), (123.47, 185, 246.94, 311.13), (110, 164.81, 220, 329.63)]
    data = bytearray()
    for n in range(seconds * rate):
        t = n / rate
        chord, into = divmod(t, 5.0)
        swell = math.sin(math.pi * min(1.0, into / 5.0)) ** 0.5
        value = 0.0
        for i, hz in enumerate(chords[int(chord) % 4]):
            value += math.sin(2 * math.pi * hz * t + 0.6 * math.sin(2 * math.pi * 0.3 * t + i)) / (1.6 + i)
        sample = int(6200 * swell * value)
        data += sample.to_bytes(2, "little", signed=True)
    return bytes(data)


def main():
    width, height, frames = 480, 270, 100
    raw = b"".join(ball(frame, frames, width, height) for frame in range(frames))
    shape = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "25", "-i", "-"]
    coding = ["-vf", "scale=out_color_matrix=bt709", "-pix_fmt", "yuv420p", "-color_primaries", "bt709"]
    coding += ["-color_trc", "bt709", "-colorspace", "bt709", "-c:v", "libx264", "-preset", "slow", "-crf", "20"]
    ffmpeg([*shape, *coding, "-bitexact", "ball.mp4"], raw)
    side, turns = 120, 20
    raw = b"".join(disc(frame, turns, side) for frame in range(turns))
    shape = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{side}x{side}", "-r", "20", "-i", "-"]
    palette = "split[a][b];[a]palettegen=max_colors=64[p];[b][p]paletteuse=dither=bayer:bayer_scale=3:alpha_threshold=128"
    ffmpeg([*shape, "-filter_complex", palette, "-loop", "0", "disc.gif"], raw)
    (HERE / "evening.cube").write_text(table(9))
    ffmpeg(["-f", "s16le", "-ac", "1", "-ar", "48000", "-i", "-", "-c:a", "aac", "-b:a", "64k", "-bitexact", "hum.m4a"], hum(20))


main()
