using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Cli;

namespace Antiphon.Soak;

/// <summary>Trainings of every kind with what follows them, in a folder of their own that is removed afterwards.</summary>
/// <param name="threads">The number of threads.</param>
internal sealed class Cycle(int threads) : IDisposable
{
    private const string Brief = "--horizon 10 --rollouts 2 --seeds 2 --quiet";

    private static readonly string[] Commands =
    [
        $"train warehouse-flat --k 2 --agents 6 --restarts 1 {Brief} --out run",
        "simulate run --horizon 20 --rollouts 2 --seeds 2 --quiet",
        "certify run --agents 3 --witness --quiet",
        "verify run/certificate.json",
        "report run",
        "export run --npz",
        "export run --onnx",
        $"train warehouse --k 1 --agents 4 --memory filter --restarts 1 {Brief} --out memory",
        $"train depots:3 --k 1 --agents 4 --restarts 1 {Brief} --out vectors",
        "train warehouse-continuous --k 2 --agents 8 --alternations 1 --episodes 2 --episode-steps 5 --updates 1 "
            + $"{Brief} --out continuous",
        "sweep warehouse-flat --k 1,2 --agents 8 --seeds 1 --restarts 1 --horizon 10 --rollouts 2 --evaluation-seeds 2 --quiet --out sweep",
        "log warehouse-flat --agents 8 --steps 1000 --k 2 --out log.csv --quiet",
        "learn log.csv --quiet --out learned",
    ];

    // A line of certificates.
    private const string Duration = "\"seconds\":";

    // Files without other times.
    private static readonly string[] Answers = ["policy.json", "certificate.json", "evaluations.csv", "log.csv"];

    private readonly string folder = Directory.CreateTempSubdirectory("antiphon-soak-").FullName;

    /// <summary>How many trainings there are: one for each run and each cell of the sweep.</summary>
    public const int Trainings = 7;

    /// <summary>Runs all commands; gives what stands for their results.</summary>
    /// <param name="ended">Is called after each command.</param>
    /// <exception cref="InvalidOperationException">A command failed.</exception>
    public string Run(Action ended)
    {
        foreach (string command in Commands)
        {
            Do(command);
            ended();
        }

        IEnumerable<string> found = Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Answers.Contains(Path.GetFileName(file), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Prepend(Path.GetRelativePath(folder, file)))
            .Where(line => !line.Contains(Duration, StringComparison.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', found))));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Do(string command)
    {
        using var said = new StringWriter(CultureInfo.InvariantCulture);
        var surroundings = new Surroundings
        {
            Out = said,
            Error = said,
            Folder = folder,
            Processors = threads,
        };
        int code = AntiphonProgram.Run(command.Split(' '), surroundings);
        if (code is not (ExitCode.Done or ExitCode.AccuracyNotMet))
        {
            throw new InvalidOperationException($"antiphon {command}: exit code {code}\n{said}");
        }
    }
}
