#include "CDocumentation.h"

static const unsigned char installing[] = {
#embed "../bench/bench.docc/Installing.md"
};
static const unsigned char definitions[] = {
#embed "../bench/bench.docc/Definitions.md"
};
static const unsigned char experiments[] = {
#embed "../bench/bench.docc/Experiments.md"
};
static const unsigned char datasets[] = {
#embed "../bench/bench.docc/Datasets.md"
};
static const unsigned char own_data[] = {
#embed "../Datasets/OwnData.md"
};
static const unsigned char finding_runs[] = {
#embed "../bench/bench.docc/FindingRuns.md"
};
static const unsigned char sweeps[] = {
#embed "../bench/bench.docc/Sweeps.md"
};
static const unsigned char exports[] = {
#embed "../bench/bench.docc/Exports.md"
};
static const unsigned char statistics[] = {
#embed "../bench/bench.docc/Statistics.md"
};
static const unsigned char file_formats[] = {
#embed "../bench/bench.docc/FileFormats.md"
};
static const unsigned char json_output[] = {
#embed "../bench/bench.docc/JSONOutput.md"
};
static const unsigned char performance[] = {
#embed "../bench/bench.docc/Performance.md"
};
static const unsigned char proofs[] = {
#embed "../bench/bench.docc/Proofs.md"
};
static const unsigned char numerics[] = {
#embed "../Engine/Numerics.md"
};
static const unsigned char numerics_functions[] = {
#embed "../Engine/NumericsFunctions.md"
};
static const unsigned char numerics_layers[] = {
#embed "../Engine/NumericsLayers.md"
};
static const unsigned char numerics_losses[] = {
#embed "../Engine/NumericsLosses.md"
};
static const unsigned char new_layers[] = {
#embed "../bench/bench.docc/NewLayers.md"
};

static const struct cpage pages[] = {
    {"installing", "Installing", installing, sizeof installing},
    {"definitions", "Definitions", definitions, sizeof definitions},
    {"experiments", "Experiments", experiments, sizeof experiments},
    {"datasets", "Datasets", datasets, sizeof datasets},
    {"own-data", "OwnData", own_data, sizeof own_data},
    {"finding-runs", "FindingRuns", finding_runs, sizeof finding_runs},
    {"sweeps", "Sweeps", sweeps, sizeof sweeps},
    {"exports", "Exports", exports, sizeof exports},
    {"statistics", "Statistics", statistics, sizeof statistics},
    {"file-formats", "FileFormats", file_formats, sizeof file_formats},
    {"json-output", "JSONOutput", json_output, sizeof json_output},
    {"performance", "Performance", performance, sizeof performance},
    {"proofs", "Proofs", proofs, sizeof proofs},
    {"numerics", "Numerics", numerics, sizeof numerics},
    {"numerics-functions", "NumericsFunctions", numerics_functions, sizeof numerics_functions},
    {"numerics-layers", "NumericsLayers", numerics_layers, sizeof numerics_layers},
    {"numerics-losses", "NumericsLosses", numerics_losses, sizeof numerics_losses},
    {"new-layers", "NewLayers", new_layers, sizeof new_layers},
};

struct cpage cpage_at(size_t index) {
  const struct cpage none = {0, 0, 0, 0};
  return index < sizeof pages / sizeof pages[0] ? pages[index] : none;
}
