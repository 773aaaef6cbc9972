using System.Diagnostics;
using System.Text.Json;

namespace Antiphon.OnnxTests;

/// <summary>A public runtime of another language: executes a model in a process of its own.</summary>
internal static class Runtime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What a model makes of inputs, by output: dimensions and numbers.</summary>
    /// <exception cref="InvalidOperationException">The runtime refuses the model or the inputs; the message is the runtime's.</exception>
    internal static IReadOnlyDictionary<string, (long[] Dimensions, double[] Data)> Run(
        string model,
        params (string Name, string Type, int[] Dimensions, IEnumerable<double> Data)[] inputs
    )
    {
        string request = JsonSerializer.Serialize(
            new
            {
                model,
                inputs = inputs.ToDictionary(
                    input => input.Name,
                    input => new
                    {
                        type = input.Type,
                        dims = input.Dimensions,
                        data = input.Data,
                    },
                    StringComparer.Ordinal
                ),
            }
        );
        using Process node = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(Folder(), "run.js")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        (Task<string>? output, Task<string>? error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        node.StandardInput.Write(request);
        node.StandardInput.Close();
        if (!node.WaitForExit(Patience))
        {
            node.Kill(entireProcessTree: true);
            throw new InvalidOperationException("the runtime did not answer in time");
        }

        if (node.ExitCode != 0)
        {
            throw new InvalidOperationException(error.Result);
        }

        using var document = JsonDocument.Parse(output.Result);
        return document
            .RootElement.EnumerateObject()
            .ToDictionary(
                answer => answer.Name,
                answer =>
                    (
                        answer.Value.GetProperty("dims").EnumerateArray().Select(value => value.GetInt64()).ToArray(),
                        answer.Value.GetProperty("data").EnumerateArray().Select(value => value.GetDouble()).ToArray()
                    ),
                StringComparer.Ordinal
            );
    }

    // web/onnx of the clone that holds this test.
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Antiphon.slnx")))
        {
            folder = folder.Parent;
        }

        string found = Path.Combine(folder?.FullName ?? "", "web", "onnx");
        return Directory.Exists(Path.Combine(found, "node_modules"))
            ? found
            : throw new InvalidOperationException("web/onnx has no packages; run `npm ci --ignore-scripts` there");
    }
}
