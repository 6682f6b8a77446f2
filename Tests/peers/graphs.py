"""A definition's architecture as one flat list of layers, for peers that know no `repeat`."""


def with_layers_in_a_row(definition):
    """The definition with such a list."""
    return definition | {"architecture": expanded(definition["architecture"])}


def expanded(architecture):
    """Layers in the order of computation. A layer that others take by a name has one that is unique
    in the whole list."""
    layers = []
    expand(architecture, layers, {})
    taken = {name for layer in layers for name in (layer.get("input"), *layer.get("with", []))}
    return [layer | ({"name": name_of(number)} if name_of(number) in taken else {})
            for number, layer in enumerate(layers)]


def name_of(number):
    return f"layer_{number}" if number >= 0 else "input"


def expand(architecture, layers, outer):
    """Appends the layers; `outer` has what the names around them stand for in the whole list."""
    names = {"input": "input"} | outer
    for layer in architecture:
        if "repeat" in layer:
            for _ in range(layer["repeat"]):
                expand(layer["layers"], layers, names | {"block_input": name_of(len(layers) - 1)})
            continue
        flat = {key: value for key, value in layer.items() if key not in ("name", "input", "with")}
        if "input" in layer:
            flat["input"] = names[layer["input"]]
        if "with" in layer:
            others = [layer["with"]] if isinstance(layer["with"], str) else layer["with"]
            flat["with"] = [names[name] for name in others]
        if "name" in layer:
            names[layer["name"]] = name_of(len(layers))
        layers.append(flat)
