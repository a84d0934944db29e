// Takes a colour away by the distance of chroma, and its part out of what is left of it.
@compute @workgroup_size(32, 4)
fn run(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = place(id.xy);
    let before = stored(result[index]);
    let color = straight(before);
    let key = given.number[0];
    let chroma = vec2<f32>(dot(color, given.number[1].xyz), dot(color, given.number[2].xyz));
    let kept = clamp((distance(chroma, key.xy) - key.z) * key.w, 0.0, 1.0);
    let unmixed = clamp(color - given.number[3].xyz * (1.0 - kept), vec3<f32>(0.0), vec3<f32>(kept));
    result[index] = to_stored(vec4<f32>(unmixed, kept) * before.a);
}
