"""Writes midi.json: MIDI files, and when their notes, tempi and bars fall by `mido` (pip install mido).

Every file is written with mido, but those with running status and those that count in frames of film, which are put
together byte by byte: mido writes neither, and reads no times of the latter.
"""

import io
import json
import random
from fractions import Fraction

import mido


def sounding(midi, seconds):
    """Notes as [on, off, channel, pitch, velocity, track]; the first to begin is the first to end."""
    notes = []
    for number, track in enumerate(midi.tracks):
        tick, open_notes = 0, {}
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity > 0:
                note = [tick, None, message.channel + 1, message.note, message.velocity, number]
                open_notes.setdefault((message.channel, message.note), []).append(note)
                notes.append(note)
            elif message.type in ("note_on", "note_off"):
                waiting = open_notes.get((message.channel, message.note))
                if waiting:
                    waiting.pop(0)[1] = tick
        for waiting in open_notes.values():
            for note in waiting:
                note[1] = tick
    notes.sort(key=lambda note: (note[5], note[0]))
    return [[seconds(note[0]), seconds(note[1])] + note[2:] for note in notes]


def by_mido(midi):
    """The seconds of every tick at which something stands, added up by mido as it plays the file."""
    merged, tick, time, tempo, marks = mido.merge_tracks(midi.tracks), 0, 0.0, 500_000, []
    for message in merged:
        time += mido.tick2second(message.time, midi.ticks_per_beat, tempo)
        tick += message.time
        marks.append((tick, time, tempo))
        if message.type == "set_tempo":
            tempo = message.tempo
    marks.append((tick, time, tempo))

    def seconds(wanted):
        exact = [time for tick, time, _ in marks if tick == wanted]
        return exact[0] if exact else None

    return seconds, marks


def bars(midi):
    """The first ticks of the first bars, by the signatures."""
    merged, tick, signatures = mido.merge_tracks(midi.tracks), 0, []
    for message in merged:
        tick += message.time
        if message.type == "time_signature":
            signatures = [known for known in signatures if known[0] != tick]
            signatures.append((tick, Fraction(message.numerator * 4 * midi.ticks_per_beat, message.denominator)))
    if not signatures or signatures[0][0] > 0:
        signatures.insert(0, (0, Fraction(4 * midi.ticks_per_beat)))
    starts, end = [], tick
    for index, (begin, length) in enumerate(signatures):
        until = signatures[index + 1][0] if index + 1 < len(signatures) else end + 1
        at = Fraction(begin)
        while at < until and len(starts) < 40:
            starts.append(at)
            at += length
    return [float(start / midi.ticks_per_beat) for start in starts]


def written(midi):
    out = io.BytesIO()
    midi.save(file=out)
    return out.getvalue()


def random_file(seed):
    dice = random.Random(seed)
    kind = dice.choice([0, 1, 1])
    midi = mido.MidiFile(type=kind, ticks_per_beat=dice.choice([24, 96, 120, 384, 480, 960, 1024]))
    ppq = midi.ticks_per_beat
    for number in range(1 if kind == 0 else dice.randint(2, 4)):
        track = mido.MidiTrack()
        track.append(mido.MetaMessage("track_name", name=f"part {number}", time=0))
        events = []
        for _ in range(dice.randint(4, 14)):
            on = dice.randint(0, 16 * ppq)
            pitch, channel = dice.randint(30, 90), dice.randint(0, 3)
            events.append((on, mido.Message("note_on", note=pitch, velocity=dice.randint(1, 127), channel=channel)))
            off = on + dice.randint(1, 3 * ppq)
            silent = mido.Message("note_on", note=pitch, velocity=0, channel=channel)
            loud = mido.Message("note_off", note=pitch, velocity=64, channel=channel)
            if dice.random() < 0.9:
                events.append((off, dice.choice([silent, loud])))
        for _ in range(dice.randint(0, 6)):
            events.append((dice.randint(0, 16 * ppq), mido.MetaMessage("set_tempo", tempo=dice.randint(180_000, 1_500_000))))
        if number == 0:
            for at in sorted(dice.sample(range(0, 12), dice.randint(0, 3))):
                change = mido.MetaMessage("time_signature", numerator=dice.randint(1, 9), denominator=dice.choice([2, 4, 8]))
                events.append((at * ppq, change))
        events.sort(key=lambda event: event[0])
        tick = 0
        for at, message in events:
            track.append(message.copy(time=at - tick))
            tick = at
        midi.tracks.append(track)
    return midi


def number(value):
    parts = [value & 0x7F]
    while value > 0x7F:
        value >>= 7
        parts.insert(0, (value & 0x7F) | 0x80)
    return bytes(parts)


def chunk(name, content):
    return name + len(content).to_bytes(4, "big") + content


def running_status(seed):
    """Notes without repeated status bytes, ended by a velocity of 0; long deltas."""
    dice = random.Random(seed)
    body = number(0) + bytes([0xFF, 0x51, 3]) + (612_345).to_bytes(3, "big")
    first = True
    for _ in range(12):
        pitch = dice.randint(40, 80)
        body += number(dice.randint(0, 300)) + (bytes([0x93]) if first else b"") + bytes([pitch, dice.randint(1, 127)])
        first = False
        body += number(dice.randint(1, 20_000)) + bytes([pitch, 0])
    body += number(0) + bytes([0xFF, 0x2F, 0])
    header = (0).to_bytes(2, "big") + (1).to_bytes(2, "big") + (480).to_bytes(2, "big")
    return chunk(b"MThd", header) + chunk(b"MTrk", body)


def of_film(seed, fps, parts):
    """Ticks are parts of frames; tempi change nothing. The seconds are by hand."""
    dice = random.Random(seed)
    body, tick, notes = b"", 0, []
    body += number(0) + bytes([0xFF, 0x51, 3]) + (400_000).to_bytes(3, "big")
    for _ in range(8):
        pitch, velocity = dice.randint(40, 80), dice.randint(1, 127)
        wait, length = dice.randint(0, 200), dice.randint(1, 3000)
        body += number(wait) + bytes([0x90, pitch, velocity]) + number(length) + bytes([0x80, pitch, 0])
        notes.append((tick + wait, tick + wait + length, pitch, velocity))
        tick += wait + length
    body += number(0) + bytes([0xFF, 0x2F, 0])
    header = (0).to_bytes(2, "big") + (1).to_bytes(2, "big") + bytes([256 - fps, parts])
    rate = Fraction(30_000, 1001) if fps == 29 else Fraction(fps)
    seconds = lambda tick: float(Fraction(tick) / (rate * parts))
    data = chunk(b"MThd", header) + chunk(b"MTrk", body)
    return data, [[seconds(on), seconds(off), 1, pitch, velocity, 0] for on, off, pitch, velocity in notes]


cases = []
for seed in range(24):
    midi = random_file(seed)
    data = written(midi)
    again = mido.MidiFile(file=io.BytesIO(data))
    seconds, marks = by_mido(again)
    tempi = [[tick / again.ticks_per_beat, time] for tick, time, _ in marks[:: max(1, len(marks) // 12)]]
    cases.append(
        {
            "name": f"random {seed}, format {again.type}",
            "midi": data.hex(),
            "notes": sounding(again, seconds),
            "beats": tempi,
            "bars": bars(again),
        }
    )
for seed in range(3):
    data = running_status(seed)
    again = mido.MidiFile(file=io.BytesIO(data))
    seconds, marks = by_mido(again)
    tempi = [[tick / again.ticks_per_beat, time] for tick, time, _ in marks]
    case = {"name": f"running status {seed}", "midi": data.hex(), "notes": sounding(again, seconds), "beats": tempi}
    cases.append(case | {"bars": bars(again)})
for seed, (fps, parts) in enumerate([(24, 80), (25, 40), (29, 80), (30, 100)]):
    data, notes = of_film(seed, fps, parts)
    cases.append({"name": f"film at {fps}", "midi": data.hex(), "notes": notes, "beats": [], "bars": []})

def short(value):
    if isinstance(value, list):
        return [short(part) for part in value]
    return round(value, 9) if isinstance(value, float) else value


cases = [{key: short(value) for key, value in case.items()} for case in cases]
with open("midi.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "files")
