/*{
    "ISFVSN": "2",
    "DESCRIPTION": "Sparks that leave glowing smoke: a buffer that persists is carried along, blurred and cooled, frame after frame.",
    "CATEGORIES": ["Generator"],
    "INPUTS": [
        { "NAME": "sparks", "LABEL": "How many sparks fly", "TYPE": "long", "DEFAULT": 14, "MIN": 1, "MAX": 24 },
        { "NAME": "memory", "LABEL": "How long the smoke stays", "TYPE": "float", "DEFAULT": 0.988, "MIN": 0.9, "MAX": 0.999 },
        { "NAME": "swirl", "LABEL": "How strongly it curls", "TYPE": "float", "DEFAULT": 1.0, "MIN": 0.0, "MAX": 3.0 },
        { "NAME": "rise", "LABEL": "How fast it rises", "TYPE": "float", "DEFAULT": 0.5, "MIN": -2.0, "MAX": 2.0 },
        { "NAME": "hot", "TYPE": "color", "DEFAULT": [1.0, 0.55, 0.16, 1.0] },
        { "NAME": "cold", "TYPE": "color", "DEFAULT": [0.16, 0.22, 0.75, 1.0] }
    ],
    "PASSES": [
        { "TARGET": "smoke", "PERSISTENT": true, "FLOAT": true, "WIDTH": "floor($WIDTH/2)", "HEIGHT": "floor($HEIGHT/2)" },
        {}
    ]
}*/

// x holds heat, y how long ago it was hot, z the sparks themselves.

const float TAU = 6.28318530718;

float hash(float n) { return fract(sin(n * 12.9898) * 43758.5453); }

// A stream without sources: what flows in flows out, so that smoke curls and never piles up.
vec2 stream(vec2 p)
{
    float t = 0.25 * TIME;
    vec2 flow = vec2(cos(p.y * 5.1 + t) + 0.6 * cos(p.y * 11.7 - 1.7 * t + 1.3 * sin(p.x * 3.0)),
                     sin(p.x * 4.7 - 0.8 * t) + 0.6 * sin(p.x * 12.9 + 1.3 * t + 1.1 * cos(p.y * 4.0)));
    return flow * swirl * 0.0034 + vec2(0.0, rise * 0.0030);
}

vec2 spark(float i, float time)
{
    float a = hash(i), b = hash(i + 31.0), c = hash(i + 67.0);
    float phase = TAU * a + time * (0.35 + 0.5 * b);
    vec2 wide = vec2(0.62 + 0.2 * c, 0.30 + 0.12 * a);
    return wide * vec2(sin(phase + 0.7 * sin(phase * 1.7 + a * 9.0)), sin(phase * (1.3 + 0.4 * c) + b * TAU)) - vec2(0.0, 0.08);
}

// How far the way from a to b is; `h` runs from 0 at a to 1 at b, and on beyond them.
float way(vec2 p, vec2 a, vec2 b, out float h)
{
    vec2 along = b - a;
    h = dot(p - a, along) / max(dot(along, along), 1e-9);
    return length(p - a - along * clamp(h, 0.0, 1.0));
}

void main()
{
    vec2 uv = isf_FragNormCoord;
    float aspect = RENDERSIZE.x / RENDERSIZE.y;
    vec2 p = (uv - 0.5) * vec2(aspect, 1.0);
    if (PASSINDEX == 0)
    {
        vec2 pixel = 1.0 / RENDERSIZE;
        vec2 from = uv - stream(p) / vec2(aspect, 1.0);
        vec4 before = IMG_NORM_PIXEL(smoke, from);
        vec4 around = IMG_NORM_PIXEL(smoke, from + vec2(pixel.x, 0.0)) + IMG_NORM_PIXEL(smoke, from - vec2(pixel.x, 0.0))
                    + IMG_NORM_PIXEL(smoke, from + vec2(0.0, pixel.y)) + IMG_NORM_PIXEL(smoke, from - vec2(0.0, pixel.y));
        vec4 now = mix(before, around * 0.25, 0.12);
        now.x *= memory;
        now.y = mix(now.y, 1.0, 0.010);
        now.z *= 0.80;
        for (int i = 0; i < sparks; i++)
        {
            float k = float(i), size = 0.006 + 0.007 * hash(k + 5.0);
            float h, d = way(p, spark(k, TIME - TIMEDELTA), spark(k, TIME), h);
            // Each stretch of its path burns once: what lies behind a or before b belongs to other frames.
            float glow = exp(-d * d / (size * size)) * step(0.0, h) * step(h, 1.0);
            now.x += 0.9 * glow;
            now.y *= 1.0 - glow;
            now.z = max(now.z, exp(-d * d / (size * size * 0.35)));
        }
        gl_FragColor = vec4(min(now.xyz, vec3(6.0)), 1.0);
    }
    else
    {
        vec4 seen = IMG_NORM_PIXEL(smoke, uv);
        float heat = 1.0 - exp(-1.6 * seen.x), wisp = 1.0 - exp(-9.0 * seen.x);
        vec3 tone = mix(hot.rgb, cold.rgb, smoothstep(0.05, 0.8, seen.y));
        vec3 color = tone * (0.30 * wisp + 1.1 * heat) + hot.rgb * heat * heat * 0.4;
        // The smoke stands in a light from the left: its slopes show it.
        vec2 pixel = 2.0 / RENDERSIZE;
        float slope = IMG_NORM_PIXEL(smoke, uv + vec2(-pixel.x, pixel.y)).x - IMG_NORM_PIXEL(smoke, uv + vec2(pixel.x, -pixel.y)).x;
        color += tone * clamp(2.5 * slope, -0.08, 0.25) * wisp;
        color += vec3(1.0, 0.93, 0.8) * seen.z;
        color += mix(vec3(0.030, 0.022, 0.055), vec3(0.008, 0.008, 0.02), length(p));
        gl_FragColor = vec4(color, 1.0);
    }
}
