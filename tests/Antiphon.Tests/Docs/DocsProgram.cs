using System.Diagnostics;
using System.Text.RegularExpressions;
using Antiphon.Cli;
using Antiphon.Paper;
using Antiphon.Populations;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Docs;

/// <summary>Runs the commands of a page as a reader would, one after the other in one folder that holds a copy of examples/.</summary>
internal sealed partial class DocsProgram : IDisposable
{
    // What a forecast says of memory and time depends on the machine; pages show an ordinary one, of two cores.
    private const long ReadersMemory = 8_000_000_000;

    private readonly TemporaryFolder temporary = new();

    public DocsProgram()
    {
        Directory.CreateDirectory(temporary.In("examples"));
        IEnumerable<string> inputs = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "examples"))
            .Where(file => Path.GetExtension(file) is ".json" or ".pomdp" or ".mdp" or ".props");
        foreach (string file in inputs)
        {
            File.Copy(file, temporary.In("examples", Path.GetFileName(file)));
        }
    }

    public void Dispose() => temporary.Dispose();

    /// <summary>
    /// Writes a file of a page. A program finds the library where it is: projects that a copy of the folder does not have are named by
    /// their full paths.
    /// </summary>
    public void Write(string name, string text)
    {
        string path = temporary.In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.Replace("#:project ../src/", $"#:project {RepositoryRoot.Path}/src/", StringComparison.Ordinal));
    }

    /// <summary>What a command prints. A comment after " #" is no part of it.</summary>
    /// <exception cref="InvalidOperationException">The command cannot be run here, or fails.</exception>
    public string Run(string line)
    {
        string command = Comment().Replace(line, "").Trim();
        return command.StartsWith("dotnet run ", StringComparison.Ordinal) ? Process(command)
            : command.StartsWith("antiphon ", StringComparison.Ordinal) || command.StartsWith("./antiphon ", StringComparison.Ordinal)
                ? Antiphon(command)
            : throw new InvalidOperationException($"'{command}' cannot be run here; expected antiphon, or dotnet run");
    }

    private string Antiphon(string command)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        string[] arguments = [.. Word().Matches(command).Skip(1).Select(word => word.Value.Trim('"'))];
        using IDisposable memory = MemoryBudget.Limit(ReadersMemory);
        int code = AntiphonProgram.Run(
            arguments,
            new Surroundings
            {
                Out = output,
                Error = error,
                Folder = temporary.Root,
                Processors = 2,
                MeasureSpeed = (game, _, _) => TrainingSpeed.Typical(game) with { Source = TrainingSpeed.Measured },
            }
        );
        return code == 0 ? output.ToString() : throw new InvalidOperationException($"'{command}' ended with exit code {code}: {error}");
    }

    // A program of the page itself runs where it was written, one of the repository in the repository.
    private string Process(string command)
    {
        string[] arguments = [.. Word().Matches(command).Skip(1).Select(word => word.Value.Trim('"'))];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = File.Exists(temporary.In(arguments[^1])) ? temporary.Root : RepositoryRoot.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = System.Diagnostics.Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}: {output}");
    }

    [GeneratedRegex("\"[^\"]*\"|[^ ]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(" +#.*$", RegexOptions.None, 1000)]
    private static partial Regex Comment();
}
