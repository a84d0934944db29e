// A ring of light that plays the spectrum, in the manner of Shadertoy: iChannel0 is the sound, 512 x 2.
//
//@ input inner: color = #ff5f6d "The ring's colour where it is quiet"
//@ input outer: color = #ffc371 "Where it is loud"
//@ input bars: int = 96 in 16..256 "How many bars stand around it"
//@ input radius: float = 0.27 in 0.1..0.45

#define TAU 6.28318530718

mat2 turned(float a) { return mat2(cos(a), sin(a), -sin(a), cos(a)); }

// The spectrum, quieter lows and louder highs, as one hears it.
float loudness(float x)
{
    float value = texture(iChannel0, vec2(0.02 + 0.55 * x * x, 0.25)).x;
    return pow(value, 1.6) * (0.55 + 0.75 * x);
}

float wave(float x) { return texture(iChannel0, vec2(x, 0.75)).x * 2.0 - 1.0; }

void mainImage(out vec4 fragColor, in vec2 fragCoord)
{
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float low = loudness(0.04), pixel = 1.5 / iResolution.y;

    // Behind all: a slow glow that breathes with the bass.
    vec3 col = mix(vec3(0.035, 0.03, 0.07), vec3(0.10, 0.04, 0.10), exp(-2.2 * length(p)));
    col += 0.16 * inner.rgb * exp(-6.0 * abs(length(p) - radius)) * (0.5 + low);

    // Bars: one for each slice of the circle, the same on both sides.
    vec2 q = turned(0.12 * iTime) * p;
    float angle = atan(q.x, -q.y) / TAU + 0.5;
    float count = float(bars);
    float slice = (floor(angle * count) + 0.5) / count;
    float sound = loudness(abs(slice * 2.0 - 1.0));
    float along = length(q), across = abs(fract(angle * count) - 0.5) / count * TAU * along;
    float height = 0.012 + 0.21 * sound;
    float start = radius + 0.012 * low;
    float body = smoothstep(pixel, -pixel, across - 0.30 * TAU * radius / count)
               * smoothstep(pixel, -pixel, abs(along - start - 0.5 * height) - 0.5 * height);
    vec3 paint = mix(inner.rgb, outer.rgb, clamp((along - start) / 0.18, 0.0, 1.0));
    col = mix(col, paint * 1.15, body);
    col += paint * sound * 0.35 * exp(-18.0 * max(along - start - height, 0.0)) * step(start, along);

    // Within: the waveform as a thread, three times, each a little later.
    for (int i = 0; i < 3; i++)
    {
        float k = float(i);
        float around = atan(p.y, p.x) / TAU + 0.5;
        float there = abs(fract(around + 0.08 * k + 0.03 * iTime) * 2.0 - 1.0);
        float r = radius - 0.035 - 0.022 * k + 0.05 * wave(there * 0.9) * (1.0 - 0.25 * k);
        float d = abs(length(p) - r);
        col += mix(outer.rgb, vec3(1.0), 0.35) * (0.0014 / (d + 0.0022)) * (0.55 - 0.15 * k);
    }

    // Dust that drifts outwards.
    for (float i = 0.0; i < 26.0; i++)
    {
        float seed = fract(sin(i * 91.7) * 4375.5), age = fract(0.07 * iTime * (0.6 + seed) + seed * 7.0);
        vec2 at = vec2(0.0, radius + 0.05 + 0.55 * age) * turned(TAU * fract(seed * 57.3) + 0.4 * age);
        col += outer.rgb * 0.00003 / (dot(p - at, p - at) + 0.00002) * (1.0 - age) * smoothstep(0.0, 0.1, age);
    }
    fragColor = vec4(1.0 - exp(-1.35 * col), 1.0);
}
