"""The tests by which Jupyter's authors test kernels, on ours.

Usage: suite.py, by a Python with the packages of Benchmarks/Peers/jupyter.txt whose environment has the
kernel (`convolume kernel install --prefix ...`). Run by `make jupyter`.
"""

import unittest

import jupyter_kernel_test


class ConvolumeKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "convolume"
    language_name = "swift"
    file_extension = ".swift"

    code_hello_world = 'print("hello, world")'
    code_stderr = 'import Foundation\nFileHandle.standardError.write(Data("aside\\n".utf8))'
    code_generate_error = "let here = nowhere"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "[1, 2].map { $0 * 2 }", "result": "[2, 4]"},
        {"code": "6 * 7", "result": "42"},
    ]
    code_display_data = [
        {"code": 'display(Table(columns: ["a"], rows: [[1]]))', "mime": "text/html"},
        {"code": "display(Plot { Line(x: [1, 2], y: [3, 4]) })", "mime": "image/svg+xml"},
        {"code": "display(Plot { Line(x: [1, 2], y: [3, 4]) })", "mime": "image/png"},
        {"code": 'display(Markdown("$$x^2$$"))', "mime": "text/latex"},
    ]

    complete_code_samples = ["1 + 1", "let x = 1", "func f() {\n  print(1)\n}", "// nothing"]
    incomplete_code_samples = ["func f() {", 'print("a"', 'let text = """\nabc', "let x ="]
    invalid_code_samples = ["}", "let = 3", "f(1))"]

    completion_samples = [
        {"text": "MaxPool2", "matches": {"MaxPool2D"}},
        {"text": "import Foundation; whi", "matches": {"while"}},
    ]
    code_inspect_sample = "Conv2D"

    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")

    # Left out, and told as skipped: Swift has no pager, and cells cannot clear what they have shown.
    code_page_something = ""
    code_clear_output = ""


if __name__ == "__main__":
    unittest.main(verbosity=2)
