using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Fuzz;

/// <summary>Readers of the files of sweeps.</summary>
internal static class SweepTargets
{
    private const string Fingerprint = "0123456789abcdef";

    /// <summary>Records of sweeps in finite games.</summary>
    public static FuzzTarget Finite(FuzzFolder folder, Scratch scratch) => Record("sweep", FiniteCodec.Instance, scratch);

    /// <summary>Records of sweeps in games with continuous states.</summary>
    public static FuzzTarget Continuous(FuzzFolder folder, Scratch scratch) =>
        Record("sweep-continuous", ContinuousCodec.Instance, scratch);

    /// <summary>Journals of sweeps.</summary>
    public static FuzzTarget Journal(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("journal", "journal.jsonl", scratch, path => Rewritten(path, scratch));

    /// <summary>Cells, one a line, each of which gets a checksum that is right: else a change would never be read.</summary>
    public static FuzzTarget Cells(FuzzFolder folder, Scratch scratch) => new("journal-cells", input =>
        {
            byte[] once = Rewritten(scratch.Write("journal.jsonl", Sealed(input)), scratch);
            RoundTripException.Require(once, Rewritten(scratch.Write("journal.jsonl", once), scratch));
        });

    private static byte[] Rewritten(string path, Scratch scratch)
    {
        IReadOnlyList<SweepCell> cells = new SweepJournal(path, Fingerprint).Read().Cells;
        SweepSummary.Of(cells);
        string written = scratch.Write("written.jsonl", []);
        var journal = new SweepJournal(written, Fingerprint);
        long length = 0;
        foreach (SweepCell cell in cells)
        {
            length = journal.Append(cell, length);
        }

        return File.ReadAllBytes(written);
    }

    /// <summary>The cells of a journal, one a line.</summary>
    /// <param name="journal">A journal.</param>
    public static byte[] CellsOf(string journal) =>
        Encoding.UTF8.GetBytes(
            string.Join(
                '\n',
                journal
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line[8..line.LastIndexOf(",\"sweep\"", StringComparison.Ordinal)])
            )
        );

    /// <summary>A journal of cells.</summary>
    /// <param name="cells">The cells, one a line.</param>
    public static byte[] Sealed(byte[] cells)
    {
        var journal = new StringBuilder();
        foreach (string cell in Encoding.UTF8.GetString(cells).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string head = $"{{\"cell\":{cell},\"sweep\":\"{Fingerprint}\"";
            string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(head)));
            journal.Append(CultureInfo.InvariantCulture, $"{head},\"sha256\":\"{sum}\"}}\n");
        }

        return Encoding.UTF8.GetBytes(journal.ToString());
    }

    private static FuzzTarget Record<TGame, TPair, TOptions>(string name, RunCodec<TGame, TPair, TOptions> codec, Scratch scratch)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions => FuzzTarget.OfFile(name, "sweep.json", scratch, path =>
        {
            codec.IsSweep(scratch.Folder);
            StoredSweep<TGame, TPair, TOptions> sweep = codec.OpenSweep(scratch.Folder);
            sweep.LoadCells();
            RunFile.Write(scratch.In("written.json"), sweep.Record, codec.Style);
            return File.ReadAllBytes(scratch.In("written.json"));
        });
}
