using System.Text.RegularExpressions;
using Antiphon.Tests.Files;
using Xunit.Abstractions;

namespace Antiphon.Tests.Cli.Faults;

/// <summary>
/// Every command, with a fault at every operation on files that it makes. Whatever the fault, earlier results are intact, no file of a
/// final name is half-written, and the command says what failed. Then the same command, or a resumption, ends with the same bits as if
/// nothing had happened, and leaves nothing else behind.
/// </summary>
public partial class FaultEverywhereTests(ITestOutputHelper console) : CommandLineTest
{
    // Every operation of every command takes a quarter of an hour, so that the gate tries some of each: docs/reliability.md.
    private static readonly bool TriesAll = Environment.GetEnvironmentVariable("ANTIPHON_FAULTS") == "every";

    private const string SmallGame = """
        { "format": "antiphon-game/1", "name": "small", "discount": 0.5, "agents": 3,
          "globalStates": 2, "localStates": 2, "globalActions": 2, "localActions": 2,
          "globalTransition": [[[0.83, 0.17], [0.29, 0.71]], [[0.61, 0.39], [0.13, 0.87]]],
          "localTransition": [[[[0.93, 0.07], [0.37, 0.63]], [[0.89, 0.11], [0.41, 0.59]]],
                               [[[0.23, 0.77], [0.67, 0.33]], [[0.19, 0.81], [0.73, 0.27]]]],
          "globalReward": [[0.3, 0.1], [0.2, 0.7]], "localReward": [[[1.0, 0.6], [0.1, 0.4]], [[0.2, 0.5], [1.3, 0.8]]],
          "initial": { "global": "uniform", "local": "uniform" } }
        """;

    private Dictionary<string, byte[]> before = [];
    private Dictionary<string, string> after = [];
    private Outcome undisturbed = new(0, "", "");

    public static TheoryData<string, DiskFault> Cheap =>
        new()
        {
            { "certify again", DiskFault.Kill },
            { "export --npz", DiskFault.Full },
            { "train", DiskFault.Broken },
        };

    public static TheoryData<string, DiskFault> Every
    {
        get
        {
            var all = new TheoryData<string, DiskFault>();
            foreach (string name in FaultyCommand.All.Keys)
            {
                all.Add(name, DiskFault.Kill);
                all.Add(name, DiskFault.Broken);
                all.Add(name, DiskFault.Full);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Cheap))]
    public void A_fault_at_any_seventh_operation_costs_no_more_than_the_command(string name, DiskFault fault) => FailAt(name, fault, 7);

    [Theory]
    [MemberData(nameof(Every))]
    [Trait("Tier", "full")]
    public void A_fault_of_any_kind_costs_no_more_than_the_command(string name, DiskFault fault) =>
        FailAt(name, fault, TriesAll ? 1 : FaultyCommand.Stride);

    [Fact]
    public void A_slow_disk_changes_nothing()
    {
        FaultyCommand command = FaultyCommand.All["train"];
        Prepare(command);
        for (int at = 0; at < Count(command); at += 30)
        {
            Restore();
            Assert.Equal(undisturbed, RunOn(new FaultyDisk(DiskFault.Slow, at), command));
            Assert.Equal(after, Contents());
        }
    }

    private void FailAt(string name, DiskFault fault, int step)
    {
        FaultyCommand command = FaultyCommand.All[name];
        Prepare(command);
        int operations = Count(command);
        Assert.InRange(operations, 1, 10_000);
        var faults = new List<string>();
        int struck = 0;
        for (int at = 0; at < operations; at += step)
        {
            Restore();
            var disk = new FaultyDisk(fault, at);
            Outcome outcome = RunOn(disk, command);
            struck += disk.Struck is null ? 0 : 1;
            faults.AddRange(Faults(command, disk, outcome).Select(found => $"operation {at}, {Short(disk.Struck ?? "none")}: {found}"));
        }

        console.WriteLine($"antiphon {name}: {operations} operations on files, {fault} at {struck} of them");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.InRange(struck, 1, operations);
    }

    private int Count(FaultyCommand command)
    {
        Restore();
        var disk = new FaultyDisk();
        Assert.Equal(undisturbed, RunOn(disk, command));
        Assert.Equal(after, Contents());
        return disk.Log.Count;
    }

    private void Prepare(FaultyCommand command)
    {
        OtherTrainer = command.Trains
            ? new Antiphon.Cli.Surroundings
            {
                Out = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = Folder,
            }.Trainer
            : null;
        File.WriteAllText(In("small.json"), SmallGame);
        foreach (string[] earlier in command.Before)
        {
            Assert.Equal(0, Run(earlier).Code);
        }

        before = Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Folder, file), File.ReadAllBytes, StringComparer.Ordinal);
        undisturbed = Run(command.Arguments);
        Assert.True(undisturbed.Code == 0, undisturbed.ToString());
        after = Contents();
    }

    private void Restore()
    {
        Array.ForEach(Directory.GetDirectories(Folder), folder => Directory.Delete(folder, recursive: true));
        Array.ForEach(Directory.GetFiles(Folder), File.Delete);
        foreach ((string file, byte[] content) in before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
            File.WriteAllBytes(In(file), content);
        }
    }

    private Outcome RunOn(FaultyDisk disk, FaultyCommand command)
    {
        using (Disk.Use(disk))
        {
            return Run(command.Arguments);
        }
    }

    private IEnumerable<string> Faults(FaultyCommand command, FaultyDisk disk, Outcome outcome) =>
        [.. FaultsOfEnd(disk, outcome), .. FaultsOfFiles(), .. FaultsOfCheck(command), .. FaultsOfRepetition(command)];

    // A process that was killed says nothing. Of others, what failed is said, or it changed nothing.
    private IEnumerable<string> FaultsOfEnd(FaultyDisk disk, Outcome outcome)
    {
        if (disk.IsDead || outcome == undisturbed)
        {
            yield break;
        }

        bool saysWhat =
            outcome.Error.Contains(FaultyDisk.BrokenCause, StringComparison.Ordinal)
            || outcome.Error.Contains(FaultyDisk.FullCause, StringComparison.Ordinal);
        if (outcome.Code != 2 || !outcome.Error.Contains("error: ", StringComparison.Ordinal) || !saysWhat)
        {
            yield return $"ends with {outcome}";
        }

        if (outcome.Error.Contains("   at ", StringComparison.Ordinal))
        {
            yield return $"shows a stack trace: {outcome.Error}";
        }
    }

    private IEnumerable<string> FaultsOfFiles()
    {
        foreach (string missing in before.Keys.Where(file => !File.Exists(In(file))))
        {
            yield return $"{missing} is gone";
        }

        foreach (string path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(IsFinal))
        {
            string file = Path.GetRelativePath(Folder, path);
            byte[] found = File.ReadAllBytes(path);
            bool isOld = before.TryGetValue(file, out byte[]? old) && old.AsSpan().SequenceEqual(found);
            bool isNew = after.TryGetValue(file, out string? text) && text == Content(path);
            if (!isOld && !isNew && WholeFile.Fault(path) is string fault)
            {
                yield return $"{file} is not whole: {fault}";
            }
        }
    }

    private IEnumerable<string> FaultsOfCheck(FaultyCommand command)
    {
        if (command.Check is { } check && Run(check) is { Code: not 0 } outcome)
        {
            yield return $"`{string.Join(' ', check)}` then ends with {outcome}";
        }
    }

    private List<string> FaultsOfRepetition(FaultyCommand command)
    {
        // What is complete is not made again: a new log is refused where one is.
        Dictionary<string, string> found = Contents();
        if (found.Count == after.Count && after.All(file => found.GetValueOrDefault(file.Key) == file.Value))
        {
            return [];
        }

        // By the time somebody gives a command again, what was written is no longer new.
        foreach (string left in Directory.EnumerateFiles(Folder, "*.tmp", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(left, File.GetLastWriteTimeUtc(left).AddMinutes(-1));
        }

        bool isResumed =
            command.Run is string run && File.Exists(In(run, "run.json")) && Run("train", "--resume", run, "--threads", "1").Code == 0;
        Outcome again = isResumed ? undisturbed : Run(command.Arguments);
        var faults = new List<string>();
        if (again.Code != 0)
        {
            faults.Add($"the same command then ends with {again}");
        }

        found = Contents();
        faults.AddRange(found.Keys.Except(after.Keys, StringComparer.Ordinal).Select(file => $"{file} is left behind"));
        faults.AddRange(after.Keys.Except(found.Keys, StringComparer.Ordinal).Select(file => $"{file} is missing in the end"));
        faults.AddRange(
            after
                .Where(file => found.TryGetValue(file.Key, out string? text) && text != file.Value)
                .Select(file => $"{file.Key} differs in the end:\n{found[file.Key]}\nfrom\n{file.Value}")
        );
        return faults;
    }

    private static bool IsFinal(string path) => Path.GetExtension(path) is not ".tmp" && !Path.GetFileName(path).StartsWith('.');

    private Dictionary<string, string> Contents() =>
        Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(Folder, path), Content, StringComparer.Ordinal);

    // Memory is measured, so that it differs between runs; the checksum of a line covers it.
    private static string Content(string path)
    {
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        return Path.GetFileName(path) switch
        {
            "journal.jsonl" => Cost().Replace(text, ""),
            "cells.csv" => MemoryColumns().Replace(text, ""),
            _ => text,
        };
    }

    private string Short(string text) => text.Replace(Folder + "/", "", StringComparison.Ordinal);

    [GeneratedRegex("\"cost\":\\{[^}]*\\}|\"sha256\":\"[0-9a-f]*\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Cost();

    [GeneratedRegex(",[0-9]+,[0-9]+(?=,[^,]*$)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex MemoryColumns();
}
