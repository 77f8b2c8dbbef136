"""Import-linter's layers, where a rule need not name each feature of a bot: it finds them itself.

`*` in `layers` stands for every package of the container that has a `feature`: they know nothing
of each other. With `of_features` the containers are such packages alone.
"""

from dataclasses import replace

from grimp import ImportGraph
from importlinter.contracts.layers import Layer, LayersContract, ModuleTail
from importlinter.domain import fields
from importlinter.domain.contract import ContractCheck
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression

_FEATURES = ModuleTail("*")


class Floors(LayersContract):
    """As `layers`, with features found by their folders."""

    type_name = "floors"
    of_features = fields.BooleanField(default=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Put names in place of what stands for them, and check as ever."""
        containers = [it.name for it in module_expressions_to_modules(graph, self.containers)]
        if self.of_features:
            containers = [it for it in containers if f"{it}.feature" in graph.modules]
            self.containers = [ModuleExpression(it) for it in containers]
        found = {
            ModuleTail(child.rpartition(".")[2], is_optional=True)
            for container in containers
            for child in graph.find_children(container)
            if f"{child}.feature" in graph.modules
        }
        self.layers = [_with(layer, found) for layer in self.layers]
        return super().check(graph, verbose)


def _with(layer: Layer, features: set[ModuleTail]) -> Layer:
    if _FEATURES not in layer.module_tails:
        return layer
    return replace(layer, module_tails=layer.module_tails - {_FEATURES} | features)
