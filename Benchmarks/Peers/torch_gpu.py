"""Times PyTorch on a GPU, by default and at its best; prints one line of JSON for each setting.

A setting is a list of words joined by '+':

    default        as a new user has it: TF32 in convolutions, full float32 in linear layers
    tf32, float32  TF32 everywhere, or nowhere
    fused          Adam as one kernel
    channels_last  images and filters as NHWC
    benchmark      cuDNN's algorithms timed and the quickest taken (torch.backends.cudnn.benchmark)
    compile        torch.compile
    graph          the whole step as one CUDA graph

Steps are queued one after the other and waited for at the end of a block, as a training loop does that
reads its loss now and then; a figure is the median over the blocks of a block's time by its steps. What
needs a compilation runs last, and is left out when the time is over, which is told.
"""

import argparse
import gc
import json
import statistics
import sys
import time

import torch
from torch import nn

from torch_steps import alexnet, lenet5

NETWORKS = {"lenet5": (lenet5, (1, 32, 32)), "alexnet": (alexnet, (3, 224, 224))}

# What is tried for each work. The networks' names, and what counts as a work, are those of the engine's
# `convolume-bench card steps`.
WORKS = {
    "lenet5-train": ["default", "fused", "fused+graph", "fused+channels_last+graph",
                     "tf32+fused+graph", "fused+benchmark+graph", "fused+compile",
                     "fused+compile+graph", "tf32+fused+compile+graph"],
    "lenet5-infer": ["default", "graph", "channels_last+graph", "tf32+graph", "benchmark+graph",
                     "compile", "compile+graph", "tf32+compile+graph"],
    "alexnet-train-default": ["default", "fused", "fused+channels_last", "fused+graph",
                              "fused+channels_last+graph", "fused+benchmark+graph",
                              "fused+channels_last+benchmark+graph", "fused+channels_last+compile",
                              "fused+channels_last+compile+graph"],
    "alexnet-train-tf32": ["tf32", "tf32+fused", "tf32+fused+channels_last", "tf32+fused+graph",
                           "tf32+fused+channels_last+graph", "tf32+fused+benchmark+graph",
                           "tf32+fused+channels_last+benchmark+graph",
                           "tf32+fused+channels_last+compile",
                           "tf32+fused+channels_last+compile+graph"],
    "alexnet-train-float32": ["float32", "float32+fused", "float32+fused+channels_last",
                              "float32+fused+graph", "float32+fused+benchmark+graph",
                              "float32+fused+channels_last+graph", "float32+fused+compile",
                              "float32+fused+compile+graph"],
    "alexnet-infer-default": ["default", "channels_last", "graph", "channels_last+graph",
                              "benchmark+graph", "channels_last+benchmark+graph",
                              "channels_last+compile+graph"],
    "alexnet-infer-tf32": ["tf32", "tf32+channels_last", "tf32+graph", "tf32+channels_last+graph",
                           "tf32+benchmark+graph", "tf32+channels_last+benchmark+graph",
                           "tf32+channels_last+compile+graph"],
    "alexnet-infer-float32": ["float32", "float32+graph", "float32+channels_last+graph",
                              "float32+benchmark+graph"],
}  # fmt: skip
WORDS = {"default", "tf32", "float32", "fused", "channels_last", "benchmark", "compile", "graph"}


def use_precision(words):
    """Sets what TF32 is allowed for; the default is PyTorch's own."""
    torch.backends.cudnn.allow_tf32 = "float32" not in words
    torch.backends.cuda.matmul.allow_tf32 = "tf32" in words
    torch.backends.cudnn.benchmark = "benchmark" in words


def step_of(work, words, batch, device):
    """A function that queues one step, made ready for the clock."""
    network, mode = work.split("-")[:2]
    make, shape = NETWORKS[network]
    torch.manual_seed(1)
    use_precision(words)
    model = make().to(device)
    images = torch.randn(batch, *shape, device=device)
    labels = torch.arange(batch, device=device) % 10
    if "channels_last" in words:
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    run = torch.compile(model) if "compile" in words else model
    is_graph = "graph" in words and device == "cuda"

    if mode == "train":
        optimizer = torch.optim.Adam(
            model.parameters(), lr=0.001, fused=True if "fused" in words else None,
            capturable=is_graph)
        loss_of = nn.CrossEntropyLoss()
        model.train()

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss_of(run(images), labels).backward()
            optimizer.step()

    else:
        model.eval()

        def step():
            with torch.no_grad():
                run(images)

    return captured(step) if is_graph else step


def captured(step):
    """The same step as one graph, which is recorded after a few plain ones."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(side)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def wait(device):
    if device == "cuda":
        torch.cuda.synchronize()


def block(step, count, device):
    """Milliseconds of a step, of `count` that are queued one after the other."""
    wait(device)
    start = time.perf_counter()
    for _ in range(count):
        step()
    wait(device)
    return (time.perf_counter() - start) * 1e3 / count


def times(step, options):
    """The time of a step in each block; so many steps a block that it lasts as long as asked for."""
    for _ in range(options.warmup):
        step()
    guess = min(block(step, options.warmup, options.device) for _ in range(2))
    count = max(3, round(options.block_ms / guess))
    return [block(step, count, options.device) for _ in range(options.blocks)], count


def report(work, setting, batch, figures, steps):
    median = statistics.median(figures)
    print(json.dumps({
        "program": f"PyTorch {torch.__version__}", "work": work, "setting": setting, "batch": batch,
        "steps": steps, "blocks": len(figures), "median_ms": median, "min_ms": min(figures),
        "images_per_s": batch / median * 1e3,
    }), flush=True)  # fmt: skip


def ceilings():
    """What the card does at best, by PyTorch's own products and copies: a yardstick for all figures."""
    def rate(work, amount, count=10):
        for _ in range(3):
            work()
        return amount / min(block(work, count, "cuda") for _ in range(3)) / 1e9

    found = {}
    for words, name in [({"float32"}, "float32_tflops"), ({"tf32"}, "tf32_tflops")]:
        use_precision(words)
        a, b = (torch.randn(8192, 8192, device="cuda") for _ in range(2))
        found[name] = rate(lambda a=a, b=b: torch.mm(a, b), 2 * 8192**3, 5)
    source = torch.randn(1 << 28, device="cuda")
    target = torch.empty_like(source)
    # Read and written; TB/s.
    found["memory_tb_per_s"] = rate(lambda: target.copy_(source), 2 * 4 * source.numel())
    return found


def device_facts():
    facts = torch.cuda.get_device_properties(0)
    return {"card": facts.name, "multiprocessors": facts.multi_processor_count,
            "memory_gib": facts.total_memory / 2**30, "cuda": torch.version.cuda,
            "cudnn": torch.backends.cudnn.version()}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", metavar="WORK", choices=list(WORKS))
    parser.add_argument("--setting", action="append", help="instead of the usual ones of each work")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--warmup", type=int, default=5)
    parser.add_argument("--blocks", type=int, default=7)
    parser.add_argument("--block-ms", type=float, default=60)
    parser.add_argument(
        "--seconds", type=float, default=110, help="after which nothing more is compiled")
    parser.add_argument("--ceilings", action="store_true", help="measure the card's own limits too")
    parser.add_argument("--device", default="cuda", help="cpu: to try this script out")
    options = parser.parse_args()
    for setting in options.setting or []:
        unknown = set(setting.split("+")) - WORDS
        if unknown:
            parser.error(f"--setting: unknown: {', '.join(sorted(unknown))}")
    if min(options.batch, options.warmup, options.blocks) < 1 or options.block_ms <= 0:
        parser.error("--batch, --warmup, --blocks and --block-ms take numbers above 0")
    return options


def main():
    start = time.monotonic()
    options = arguments()
    if options.device == "cuda" and not torch.cuda.is_available():
        sys.exit("torch_gpu.py: PyTorch sees no GPU here. Run it where nvidia-smi shows one.")
    if options.device == "cuda":
        more = ceilings() if options.ceilings else {}
        print(json.dumps({"program": f"PyTorch {torch.__version__}", **device_facts(), **more}),
              flush=True)  # fmt: skip
    tasks = [(work, setting) for work in options.only or WORKS
             for setting in options.setting or WORKS[work]]  # fmt: skip
    # What compiles comes last; the first of each work before the second of any.
    plain = [task for task in tasks if "compile" not in task[1]]
    compiled = sorted((task for task in tasks if "compile" in task[1]),
                      key=lambda task: "graph" not in task[1])  # fmt: skip
    failed = False
    for work, setting in plain + compiled:
        words = set(setting.split("+"))
        if "compile" in words and time.monotonic() - start > options.seconds:
            print(json.dumps({"work": work, "setting": setting, "left_out": "the time was over"}),
                  flush=True)  # fmt: skip
            continue
        try:
            step = step_of(work, words, options.batch, options.device)
            report(work, setting, options.batch, *times(step, options))
        except Exception as error:  # One setting that PyTorch cannot run must not end the race.
            failed = True
            lines = str(error).strip().splitlines()
            print(json.dumps({"work": work, "setting": setting,
                              "failure": lines[-1] if lines else type(error).__name__}), flush=True)  # fmt: skip
        step = None
        torch.compiler.reset()
        gc.collect()
        if options.device == "cuda":
            torch.cuda.empty_cache()
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
