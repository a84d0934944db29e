/*{
    "ISFVSN": "2",
    "DESCRIPTION": "Two inks on paper, as a stencil duplicator prints them: dots, a sheet that slipped, and grain.",
    "CATEGORIES": ["Stylize"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "dots", "LABEL": "Rows of dots in the picture's height", "TYPE": "float", "DEFAULT": 110.0, "MIN": 20.0, "MAX": 400.0 },
        { "NAME": "slip", "LABEL": "How far the second ink slipped", "TYPE": "float", "DEFAULT": 0.35, "MIN": 0.0, "MAX": 2.0 },
        { "NAME": "grain", "TYPE": "float", "DEFAULT": 0.35, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "first", "LABEL": "The ink of the shadows", "TYPE": "color", "DEFAULT": [0.13, 0.20, 0.52, 1.0] },
        { "NAME": "second", "LABEL": "The ink of the warm colours", "TYPE": "color", "DEFAULT": [1.0, 0.36, 0.30, 1.0] },
        { "NAME": "paper", "TYPE": "color", "DEFAULT": [0.965, 0.94, 0.89, 1.0] }
    ]
}*/

float hash(vec2 p)
{
    p = fract(p * vec2(123.34, 456.21));
    p += dot(p, p + 45.32);
    return fract(p.x * p.y);
}

float noise(vec2 p)
{
    vec2 cell = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(hash(cell), hash(cell + vec2(1, 0)), f.x), mix(hash(cell + vec2(0, 1)), hash(cell + vec2(1, 1)), f.x), f.y);
}

// How much ink a screen at this angle leaves here; `amount` of the picture is asked for at each dot's middle.
vec4 at_dot(vec2 p, float angle, vec2 shift, out float edge)
{
    float aspect = RENDERSIZE.x / RENDERSIZE.y;
    mat2 turn = mat2(cos(angle), sin(angle), -sin(angle), cos(angle));
    vec2 grid = turn * (p * dots);
    vec2 middle = (floor(grid) + 0.5) * turn / dots;
    edge = length(fract(grid) - 0.5);
    return IMG_NORM_PIXEL(inputImage, (middle + shift) / vec2(aspect, 1.0));
}

float inked(float amount, float edge)
{
    // A dot of this area; beyond four fifths the dots flow together.
    float radius = sqrt(clamp(amount, 0.0, 1.0)) * 0.74;
    float soft = dots / RENDERSIZE.y * 0.9 + 0.03;
    return smoothstep(radius + soft, radius - soft, edge) * step(0.01, amount);
}

void main()
{
    float aspect = RENDERSIZE.x / RENDERSIZE.y, edge;
    vec2 p = isf_FragNormCoord * vec2(aspect, 1.0);
    vec4 here = IMG_THIS_PIXEL(inputImage);

    vec4 dark = at_dot(p, 0.26, vec2(0.0), edge);
    float luma = dot(dark.rgb, vec3(0.299, 0.587, 0.114));
    float shadows = inked(pow(1.0 - luma, 1.35), edge);

    vec2 slipped = vec2(slip, -slip * 0.6) / dots;
    vec4 light = at_dot(p + slipped, 1.31, -slipped * 0.2, edge);
    float warm = clamp(0.30 + 0.9 * (light.r - 0.5 * light.g - 0.5 * light.b) + 0.25 * (1.0 - light.r), 0.0, 1.0);
    float glow = inked(warm * (0.35 + 0.65 * smoothstep(1.0, 0.45, dot(light.rgb, vec3(0.333)))), edge);

    // The drum never inks evenly.
    float worn = 1.0 - grain * (0.35 * hash(gl_FragCoord.xy) + 0.30 * noise(p * 9.0) + 0.35 * noise(p * 140.0) * noise(p * 30.0));
    vec3 color = paper.rgb * (1.0 - 0.03 * noise(p * 220.0));
    color *= mix(vec3(1.0), second.rgb, glow * worn);
    color *= mix(vec3(1.0), first.rgb, shadows * worn);
    gl_FragColor = vec4(color, here.a);
}
