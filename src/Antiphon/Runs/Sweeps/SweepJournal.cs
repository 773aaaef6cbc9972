using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Runs;

/// <summary>
/// journal.jsonl: one line per cell that is done, {"cell":{..},"sweep":"fingerprint","fence":2,"sha256":"checksum of all that stands
/// before"}, without the fence where that is 1. A line is on the disk before the next cell begins. What a kill or a full disk leaves of a
/// last line is recognised, since it has no end, and dropped; a complete line whose checksum is wrong was edited, and is refused.
/// </summary>
internal sealed class SweepJournal(string path, string fingerprint)
{
    private const int LinesForThreads = 200;

    private static readonly JsonTypeInfo<SweepCell> CellType = RunJsonStyle.Line.TypeOf<SweepCell>();
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The cells from a line on, and the length of the file up to the end of the last complete line.</summary>
    /// <param name="from">The length up to there.</param>
    /// <param name="before">The number of lines before it.</param>
    /// <param name="isLive">Whether another process may be writing: a line without an end is then not read yet.</param>
    /// <exception cref="InvalidInputException">A line was edited, is of another sweep, or repeats a cell.</exception>
    public (IReadOnlyList<SweepCell> Cells, long Length) Read(long from = 0, int before = 0, bool isLive = false)
    {
        byte[] bytes = Bytes(from);
        List<ReadOnlyMemory<byte>> lines = [];
        int start = 0;
        while (start < bytes.Length)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            ReadOnlyMemory<byte> line = bytes.AsMemory(start..(end < 0 ? bytes.Length : end));
            if (end < 0 && (isLive || JournalLine.Split(line) is null))
            {
                break;
            }

            lines.Add(line);
            start = end < 0 ? bytes.Length : end + 1;
        }

        return (Parse(lines, before), from + start);
    }

    /// <summary>Appends a cell after the given length and puts it on the disk.</summary>
    /// <returns>The new length.</returns>
    /// <exception cref="InvalidInputException">It cannot be written; the lines before it are intact.</exception>
    public long Append(SweepCell cell, long length)
    {
        string text = Line(cell);
        try
        {
            using Stream file = Disk.Current.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            // Cuts off what was left of a torn line; a last line that lost only its end gets it back.
            file.SetLength(length);
            file.Position = length;
            file.Write(Utf8.GetBytes(LacksEnd(file, length) ? "\n" + text : text));
            Disk.Current.Flush(file);
            if (length == 0)
            {
                // The file may be new: then its name is not on the disk yet.
                Disk.Current.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            }

            return file.Position;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static bool LacksEnd(Stream file, long length)
    {
        if (length == 0)
        {
            return false;
        }

        file.Position = length - 1;
        return file.ReadByte() != '\n';
    }

    private byte[] Bytes(long from)
    {
        try
        {
            return Disk.Current.IsFile(path) ? Disk.Current.ReadBytes(path, from) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    // The first fault is the one to report, whichever thread finds one. After it no line is read: a damaged file may have a million.
    private SweepCell[] Parse(List<ReadOnlyMemory<byte>> lines, int before)
    {
        var cells = new SweepCell[lines.Count];
        var faults = new InvalidInputException?[lines.Count];
        if (lines.Count < LinesForThreads)
        {
            for (int line = 0; line < lines.Count; line++)
            {
                cells[line] = Parse(lines[line], before + line + 1);
            }

            return cells;
        }

        Parallel.For(0, lines.Count, (line, loop) =>
        {
            if (loop.ShouldExitCurrentIteration)
            {
                return;
            }

            try
            {
                cells[line] = Parse(lines[line], before + line + 1);
            }
            catch (InvalidInputException fault)
            {
                faults[line] = fault;
                loop.Break();
            }
        });
        return Array.Find(faults, fault => fault is not null) is { } first ? throw first : cells;
    }

    private string Line(SweepCell cell)
    {
        string fence = cell.Fence == 1 ? "" : $",\"fence\":{cell.Fence}";
        string head = $"{{\"cell\":{JsonSerializer.Serialize(cell, CellType)},\"sweep\":\"{fingerprint}\"{fence}";
        return $"{head},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(head)))}\"}}\n";
    }

    private SweepCell Parse(ReadOnlyMemory<byte> text, int number)
    {
        if (JournalLine.Split(text) is not { IsAsWritten: true } line)
        {
            throw new InvalidInputException(
                $"{path}: line {number} does not match its checksum: it was edited or damaged; restore the file, or delete this line: its "
                    + "cell then runs again"
            );
        }

        if (line.Sweep != fingerprint)
        {
            throw new InvalidInputException($"{path}: line {number} does not belong to the sweep of sweep.json; restore both files");
        }

        string source = $"{path}: line {number}";
        SweepCell cell = PlainJson.TryRead(line.Cell.Span, CellType) ?? ReadWithCare(line.Cell, source);
        RequireRewards(source, cell.Outcome?.Rewards);
        return line.Fence == 1 ? cell : cell with { Fence = line.Fence };
    }

    // Earlier versions wrote other lines; and somebody may have made a line with a checksum that is right.
    private static SweepCell ReadWithCare(ReadOnlyMemory<byte> cell, string source) =>
        InputFile.Parse(Utf8.GetString(cell.Span), source, root => InputFile.As(FormerOutcome.CompleteCell(root), source, CellType));

    // The summary averages them. Other figures of a cell may be infinite, so that the word is read as a number.
    private static void RequireRewards(string source, IReadOnlyList<double>? rewards)
    {
        if (rewards is null)
        {
            return;
        }

        int place = rewards.TakeWhile(double.IsFinite).Count();
        if (rewards.Count == 0 || place < rewards.Count)
        {
            string found = rewards.Count == 0 ? "outcome.rewards is empty" : $"outcome.rewards[{place}] is {rewards[place]}";
            throw new InvalidInputException(
                $"{source}: {found}; expected finite numbers, one per evaluation seed; restore the file, or delete this line: its cell "
                    + "then runs again"
            );
        }
    }
}
