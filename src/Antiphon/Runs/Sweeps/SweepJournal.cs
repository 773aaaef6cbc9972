using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Antiphon.Runs;

/// <summary>
/// journal.jsonl: one line per cell that is done, {"cell":{..},"sweep":"fingerprint","sha256":"checksum of all that stands before"}. A
/// line is on the disk before the next cell begins. What a kill or a full disk leaves of a last line is recognised, since it has no end,
/// and dropped; a complete line whose checksum is wrong was edited, and is refused.
/// </summary>
internal sealed partial class SweepJournal(string path, string fingerprint)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>All cells, by line, and the length of the file up to the end of the last complete line.</summary>
    /// <exception cref="InvalidInputException">A line was edited, is of another sweep, or repeats a cell.</exception>
    public (IReadOnlyList<SweepCell> Cells, long Length) Read()
    {
        byte[] bytes = Bytes();
        var cells = new List<SweepCell>();
        int start = 0;
        for (int number = 1; start < bytes.Length; number++)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            string line = Utf8.GetString(bytes, start, (end < 0 ? bytes.Length : end) - start);
            if (end < 0 && !Whole().IsMatch(line))
            {
                break;
            }

            cells.Add(Parse(line, number));
            start = end < 0 ? bytes.Length : end + 1;
        }

        return (cells, start);
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
                Disk.Current.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
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

    private byte[] Bytes()
    {
        try
        {
            return Disk.Current.IsFile(path) ? Disk.Current.ReadBytes(path) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private string Line(SweepCell cell)
    {
        string head = $"{{\"cell\":{JsonSerializer.Serialize(cell, RunJsonStyle.Line.TypeOf<SweepCell>())},\"sweep\":\"{fingerprint}\"";
        return $"{head},\"sha256\":\"{Checksum(head)}\"}}\n";
    }

    private SweepCell Parse(string line, int number)
    {
        Match whole = Whole().Match(line);
        if (!whole.Success || whole.Groups["sum"].Value != Checksum(whole.Groups["head"].Value))
        {
            throw new InvalidInputException(
                $"{path}: line {number} does not match its checksum: it was edited or damaged; restore the file, or delete this line: its "
                    + "cell then runs again"
            );
        }

        if (whole.Groups["sweep"].Value is var sweep && sweep != fingerprint)
        {
            throw new InvalidInputException($"{path}: line {number} does not belong to the sweep of sweep.json; restore both files");
        }

        string source = $"{path}: line {number}";
        SweepCell cell = InputFile.Parse(whole.Groups["cell"].Value, source, root =>
            InputFile.As(FormerOutcome.CompleteCell(root), source, RunJsonStyle.Line.TypeOf<SweepCell>())
        );
        RequireRewards(source, cell.Outcome?.Rewards);
        return cell;
    }

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

    private static string Checksum(string head) => Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(head)));

    [GeneratedRegex(
        "^(?<head>\\{\"cell\":(?<cell>\\{.*\\}),\"sweep\":\"(?<sweep>[0-9a-f]{16})\"),\"sha256\":\"(?<sum>[0-9a-f]{64})\"\\}$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Whole();
}
