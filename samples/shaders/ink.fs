/*{
    "ISFVSN": "2",
    "DESCRIPTION": "The next picture seeps through the last like ink through paper, with an edge that glows.",
    "CATEGORIES": ["Dissolve"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "scale", "LABEL": "How fine the stains are", "TYPE": "float", "DEFAULT": 3.0, "MIN": 0.5, "MAX": 12.0 },
        { "NAME": "bleed", "LABEL": "How wide the edge is", "TYPE": "float", "DEFAULT": 0.10, "MIN": 0.01, "MAX": 0.4 },
        { "NAME": "pull", "LABEL": "How far it drags the picture along", "TYPE": "float", "DEFAULT": 0.05, "MIN": 0.0, "MAX": 0.2 },
        { "NAME": "origin", "LABEL": "Where it begins", "TYPE": "point2D", "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] },
        { "NAME": "glow", "TYPE": "color", "DEFAULT": [1.0, 0.62, 0.20, 1.0] }
    ]
}*/

float hash(vec2 p)
{
    p = fract(p * vec2(233.34, 851.73));
    p += dot(p, p + 23.45);
    return fract(p.x * p.y);
}

float noise(vec2 p)
{
    vec2 cell = floor(p), f = fract(p);
    f = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    return mix(mix(hash(cell), hash(cell + vec2(1, 0)), f.x), mix(hash(cell + vec2(0, 1)), hash(cell + vec2(1, 1)), f.x), f.y);
}

float stains(vec2 p)
{
    float sum = 0.0, weight = 0.5;
    for (int i = 0; i < 5; i++)
    {
        sum += weight * noise(p);
        p = mat2(1.6, 1.2, -1.2, 1.6) * p + 3.1;
        weight *= 0.5;
    }
    return sum;
}

void main()
{
    vec2 uv = isf_FragNormCoord;
    vec2 p = (uv - origin) * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 q = uv * vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0) * scale;
    float warped = stains(q + 1.5 * vec2(stains(q + 4.2), stains(q + 9.7)));
    // Runs from 0 where the ink arrives first to 1 where it arrives last.
    float when = clamp(0.62 * (warped - 0.15) / 0.7 + 0.38 * length(p) / 1.1, 0.0, 1.0);
    float front = mix(-bleed, 1.0 + bleed, progress);
    float wet = smoothstep(front + bleed, front - bleed, when);
    float rim = exp(-pow((when - front) / (bleed * 0.45), 2.0));
    vec2 drag = (p / max(length(p), 0.001)) * rim * pull;
    vec4 old = IMG_NORM_PIXEL(startImage, uv - drag);
    vec4 next = IMG_NORM_PIXEL(endImage, uv + drag * 0.6);
    vec4 color = mix(old, next, wet);
    float burn = smoothstep(0.0, 0.5, wet) * smoothstep(1.0, 0.5, wet);
    color.rgb = mix(color.rgb, color.rgb * color.rgb * 0.6, 0.7 * burn);
    float alight = rim * smoothstep(0.0, 0.06, progress) * smoothstep(1.0, 0.94, progress);
    color.rgb += glow.rgb * alight * (0.25 + 0.75 * noise(q * 14.0)) * color.a;
    gl_FragColor = color;
}
