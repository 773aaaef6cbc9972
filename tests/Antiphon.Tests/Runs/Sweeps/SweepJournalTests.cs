using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Tests.Files;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Runs.Sweeps;

public sealed class SweepJournalTests : IDisposable
{
    private const string Fingerprint = "0123456789abcdef";

    private readonly TemporaryFolder temporary = new();

    private string Path => temporary.In("journal.jsonl");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Lines_read_back_to_the_bit()
    {
        Write(Cell(1), Cell(2));

        SweepCell read = Journal().Read().Cells[1];
        Assert.Equal(Cell(2).Outcome!.Rewards, read.Outcome!.Rewards);
        Assert.Equal(Cell(2).Outcome!.Deployed, read.Outcome.Deployed);
        Assert.Equal((1.0 / 3, double.PositiveInfinity), (read.Outcome.Value, read.Outcome.GlobalFirstOrderGap));
        Assert.Equal(Cell(2).Cost, read.Cost);
    }

    [Fact]
    public void A_line_that_holds_figures_alone_as_earlier_versions_wrote_it_is_read()
    {
        const string Head = """
            {"cell":{"subsample":1,"seed":2,"failure":null,"outcome":{"value":"NaN","valueErrorBound":1E-06,"globalGain":0.5,
            "localGain":0,"globalFirstOrderGap":"Infinity","localFirstOrderGap":0,"stopReason":"no-improvement","accepted":3,"proposals":9,
            "bestBaseline":106.25,"rewards":[110,112],"truncationBound":1.25,"modeAccuracy":null},"cost":{"trainingSeconds":8.25,
            "evaluationSeconds":0.5,"peakWorkingSetBytes":9,"allocatedBytes":4}},"sweep":"0123456789abcdef"
            """;
        string head = Head.ReplaceLineEndings("");
        string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(head)));
        File.WriteAllText(Path, $"{head},\"sha256\":\"{sum}\"}}\n");

        SweepOutcome read = Journal().Read().Cells[0].Outcome!;
        Assert.Equal((0.5, double.PositiveInfinity, 9), (read.GlobalGain, read.GlobalFirstOrderGap, read.Proposals));
        Assert.Equal((106.25, 111.0, 2L), (read.BestBaseline, read.Deployed.Mean, read.Deployed.Count));
        Assert.Empty(read.Restarts);
    }

    [Fact]
    public void A_line_torn_at_any_byte_is_dropped_and_written_over()
    {
        Write(Cell(1), Cell(2));
        byte[] whole = File.ReadAllBytes(Path);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int kept = first; kept < whole.Length; kept++)
        {
            File.WriteAllBytes(Path, whole[..kept]);
            (IReadOnlyList<SweepCell> cells, long length) = Journal().Read();

            // The end of a line is all that was lost of the last one.
            Assert.Equal(kept == whole.Length - 1 ? 2 : 1, cells.Count);
            if (cells.Count == 1)
            {
                Journal().Append(Cell(2), length);
                Assert.Equal(whole, File.ReadAllBytes(Path));
            }
        }
    }

    [Fact]
    public void A_line_without_its_end_gets_it_back()
    {
        Write(Cell(1), Cell(2));
        byte[] whole = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, whole[..(Array.IndexOf(whole, (byte)'\n'))]);

        Journal().Append(Cell(2), Journal().Read().Length);
        Assert.Equal(whole, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Zeros_that_a_loss_of_power_left_are_dropped()
    {
        Write(Cell(1));
        File.AppendAllText(Path, new string('\0', 500));

        Assert.Single(Journal().Read().Cells);
    }

    [Fact]
    public void A_line_that_was_edited_anywhere_is_refused_by_its_number()
    {
        Write(Cell(1), Cell(2), Cell(3));
        byte[] whole = File.ReadAllBytes(Path);
        int start = Array.IndexOf(whole, (byte)'\n') + 1;
        int end = Array.IndexOf(whole, (byte)'\n', start);
        for (int place = start; place < end; place++)
        {
            byte[] edited = [.. whole];
            edited[place] = edited[place] == (byte)'7' ? (byte)'8' : (byte)'7';
            File.WriteAllBytes(Path, edited);

            Assert.Contains(
                "line 2 does not match its checksum",
                Assert.Throws<InvalidInputException>(() => Journal().Read()).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void An_empty_line_is_an_edit()
    {
        Write(Cell(1));
        File.AppendAllText(Path, "\n");

        Assert.Contains("line 2", Assert.Throws<InvalidInputException>(() => Journal().Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"notices\":\\[[^]]*\\]", "\"notices\":[null]", "outcome.notices[0] is null")]
    [InlineData("\"threshold\":[^,]*", "\"threshold\":1e999", "outcome.threshold is 1e999")]
    [InlineData("\"threshold\":", "\"threshold\":0,\"threshold\":", "outcome.threshold is given twice")]
    [InlineData("\"subsample\":", "\"extra\":1,\"subsample\":", "extra is not a field of this format")]
    [InlineData("\"accepted\":[^,]*,", "", "outcome.accepted is missing")]
    public void A_fault_under_a_checksum_that_is_right_is_named_by_its_place(string pattern, string replacement, string expected)
    {
        Write(Cell(1));
        string head = File.ReadAllText(Path).Split(",\"sha256\"")[0];
        head = Regex.Replace(head, pattern, replacement, RegexOptions.None, TimeSpan.FromSeconds(5));
        string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(head)));
        File.WriteAllText(Path, $"{head},\"sha256\":\"{sum}\"}}\n");

        string message = Assert.Throws<InvalidInputException>(() => Journal().Read()).Message;
        Assert.Contains("line 1", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_another_sweep_is_refused()
    {
        Write(Cell(1));
        var other = new SweepJournal(Path, "fedcba9876543210");

        Assert.Contains(
            "line 1 does not belong to the sweep",
            Assert.Throws<InvalidInputException>(() => other.Read()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void A_full_disk_leaves_the_lines_before_it(int room)
    {
        Write(Cell(1));
        byte[] before = File.ReadAllBytes(Path);
        using (Disk.Use(new ScriptedDisk { OnWrite = path => new FullDisk(path, room) }))
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() => Journal().Append(Cell(2), before.Length));
            Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllBytes(Path)[..before.Length]);
        Assert.Single(Journal().Read().Cells);
        Journal().Append(Cell(2), Journal().Read().Length);
        Assert.Equal(2, Journal().Read().Cells.Count);
    }

    [Fact]
    public void A_line_is_on_the_disk_when_it_has_been_appended_and_so_is_the_name_of_a_new_journal()
    {
        var seen = new List<string>();
        using (Disk.Use(new ScriptedDisk { OnFile = file => seen.Add($"{file.Length} bytes"), OnFolder = folder => seen.Add(folder) }))
        {
            Write(Cell(1), Cell(2));
        }

        long first = Array.IndexOf(File.ReadAllBytes(Path), (byte)'\n') + 1;
        Assert.Equal([$"{first} bytes", temporary.Root, $"{new FileInfo(Path).Length} bytes"], seen);
    }

    [Fact]
    public void A_line_that_does_not_reach_the_disk_is_an_error_and_is_written_again()
    {
        Write(Cell(1));
        long length = new FileInfo(Path).Length;
        using (Disk.Use(new ScriptedDisk { OnFile = _ => throw ScriptedDisk.Failure() }))
        {
            Assert.Contains(
                $"cannot be written: {ScriptedDisk.Cause}",
                Assert.Throws<InvalidInputException>(() => Journal().Append(Cell(2), length)).Message,
                StringComparison.Ordinal
            );
        }

        Journal().Append(Cell(2), length);
        Assert.Equal(2, Journal().Read().Cells.Count);
    }

    [Fact]
    public void A_sweep_on_a_disk_that_fills_stops_with_what_is_safe_and_goes_on_later()
    {
        CooperativeGame game = SmallGames.Gamble(6);
        SweepOptions options = SweepGrid.Of(
            [1, 2, 3],
            1,
            new AlternationOptions
            {
                Subsample = 1,
                Restarts = 1,
                Horizon = 5,
                Rollouts = 2,
                Seeds = 2,
                Threads = 1,
            }
        );
        FiniteCodec.Instance.OpenOrCreateSweep(temporary.In("sweep"), game, options).Dispose();
        int opened = 0;
        var filling = new ScriptedDisk
        {
            OnWrite = path => System.IO.Path.GetFileName(path) == "journal.jsonl" && opened++ > 0 ? new FullDisk(path, 40) : null,
        };
        using (Disk.Use(filling))
        using (SweepFolder folder = FiniteCodec.Instance.OpenSweep(temporary.In("sweep")).Resume())
        {
            var sweep = new Sweep(folder, new ScriptedTrainer().Train, TimeProvider.System);
            Assert.Contains(
                "cells stored in its journal: 1.",
                Assert.Throws<InvalidInputException>(() => sweep.Run(null, default)).Message,
                StringComparison.Ordinal
            );
        }

        using SweepFolder later = FiniteCodec.Instance.OpenSweep(temporary.In("sweep")).Resume();
        Assert.Equal([1], later.Cells.Select(cell => cell.Subsample));
        Assert.Equal(3, new Sweep(later, new ScriptedTrainer().Train, TimeProvider.System).Run(null, default).Cells.Count);
    }

    private static SweepCell Cell(int k) =>
        new()
        {
            Subsample = k,
            Seed = 1,
            Cost = new SweepCost(1.5, 0.25, 1 << 20, 1 << 10),
            Outcome = SweepOutcomes.Of(Math.PI, 1e-300) with { Value = 1.0 / 3, GlobalFirstOrderGap = double.PositiveInfinity },
        };

    private SweepJournal Journal() => new(Path, Fingerprint);

    private void Write(params SweepCell[] cells)
    {
        long length = 0;
        foreach (SweepCell cell in cells)
        {
            length = Journal().Append(cell, length);
        }
    }

    /// <summary>A file on a disk with a few bytes left.</summary>
    private sealed class FullDisk(string path, int room) : MemoryStream
    {
        private readonly FileStream file = File.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override void SetLength(long value) => file.SetLength(value);

        public override int ReadByte() => file.ReadByte();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            file.Write(buffer[..Math.Min(room, buffer.Length)]);
            throw new IOException("No space left on device");
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
