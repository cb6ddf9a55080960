"""How a comparison is told: on the terminal, and as a page of tables."""

# A run is disturbed when the rest of the machine used more than this many cores meanwhile.
DISTURBED = 0.15


def say(text=""):
    print(text, flush=True)


def time_text(value):
    return f"{value / 1e3:.2f} s" if value >= 10_000 else f"{value:.{3 if value < 10 else 1}f} ms"


def peer_versions(record):
    rows = [row for work in record["works"].values() for row in work["contenders"]]
    return sorted({row["program"] for row in rows if row["name"] != "Convolume"})


def markdown(record):
    machine = record["machine"]
    lines = [
        "# The engine and its peers, side by side",
        "",
        f"{machine['processor']}, {record['threads']} threads, {machine['system']}; "
        f"{' and '.join(peer_versions(record))}. "
        "Each line is a program with one of its settings; a time is the median over the rounds of "
        "each process's median step, the ratio how many times as long it takes as Convolume. "
        "“malloc” stands for raised thresholds, which let a process keep freed memory. Settings "
        "with one round were slower than others of the same program in the first.",
    ]
    for work in record["works"].values():
        lines += ["", f"## {work['title']}", ""]
        lines += ["| program and setting | median | fastest | ratio | peak memory | rounds |",
                  "| --- | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
        engine = next((r for r in work["contenders"] if r["name"] == "Convolume"), None)
        for row in work["contenders"]:
            ratio = f"{row['median_ms'] / engine['median_ms']:.2f}" if engine else ""
            mark = "" if row["undisturbed_rounds"] else " ¹"
            name = f"**{row['name']}**" if row is engine else row["name"]
            lines.append(
                f"| {name}{mark} | {time_text(row['median_ms'])} | {time_text(row['min_ms'])} "
                f"| {ratio} | {row['peak_rss_mib']:,.0f} MiB | {row['rounds']} |")
        lines += [""] + verdict(work)
        if any(not row["undisturbed_rounds"] for row in work["contenders"]):
            lines += ["", "¹ Other programs used more than "
                      f"{DISTURBED} cores in each of these runs."]  # fmt: skip
    return "\n".join(lines) + "\n"


def verdict(work):
    engine = next((r for r in work["contenders"] if r["name"] == "Convolume"), None)
    lines = [f"{name}: {why}" for name, why in work["failures"].items()]
    if engine is None:
        return lines + ["The engine gave no figure."]
    if "ratio" in work:
        word = "reached" if work["reached"] else "not reached"
        lines.append(
            f"The best peer, {work['best_peer']}, takes {work['ratio']:.2f} times as long "
            f"(fastest steps: {work['ratio_of_minima']:.2f}); to reach: "
            f"{work['target_ratio']:.1f}; {word}.")
    if "most_memory_mib" in work:
        word = "kept" if work["memory_reached"] else "not kept"
        lines.append(
            f"Peak memory {engine['peak_rss_mib']:,.0f} MiB; at most "
            f"{work['most_memory_mib']:,} MiB: {word}.")
    facts = [f"BLAS core {engine['blas_core']}" if engine["blas_core"] else "",
             f"instruction set {engine['instruction_set']}" if engine["instruction_set"] else "",
             f"{engine['threads']} threads"]  # fmt: skip
    lines.append("Convolume: " + ", ".join(fact for fact in facts if fact) + ".")
    return lines


def tell(work):
    for row in work["contenders"]:
        mark = "" if row["undisturbed_rounds"] else "  (disturbed)"
        say(f"    {row['name']:<50}{time_text(row['median_ms']):>12}{time_text(row['min_ms']):>12}"
            f"{row['peak_rss_mib']:>8.0f} MiB{mark}")  # fmt: skip
    for line in verdict(work):
        say("  " + line)
    say()
