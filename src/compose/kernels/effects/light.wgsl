// Linear light, as half floats.
fn light(v: vec2<u32>) -> vec4<f32> {
    return vec4<f32>(unpack2x16float(v.x), unpack2x16float(v.y));
}

fn to_light(c: vec4<f32>) -> vec2<u32> {
    let v = min(c, vec4<f32>(65504.0));
    return vec2<u32>(pack2x16float(v.xy), pack2x16float(v.zw));
}

fn decoded(v: vec3<f32>) -> vec3<f32> {
    let curve = pow((max(v, vec3<f32>(0.04)) + 0.055) * (1.0 / 1.055), vec3<f32>(2.4));
    return select(curve, v * (1.0 / 12.92), v <= vec3<f32>(0.04045));
}

fn encoded(v: vec3<f32>) -> vec3<f32> {
    let curve = 1.055 * pow(max(v, vec3<f32>(0.003)), vec3<f32>(1.0 / 2.4)) - 0.055;
    return select(curve, v * 12.92, v <= vec3<f32>(0.0031308));
}
