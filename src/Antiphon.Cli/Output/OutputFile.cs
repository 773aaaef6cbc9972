using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>
/// Whether a result may be written where it is asked for: found out before hours of work, and before something else is replaced.
/// </summary>
internal static class OutputFile
{
    /// <summary>Checks a place.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="shown">As shown to the user.</param>
    /// <param name="extension">How its name must end.</param>
    /// <param name="format">How the format of an older file that it replaces must begin.</param>
    /// <exception cref="InvalidInputException">It must not or cannot be written.</exception>
    public static void Require(string path, string shown, string extension, string format)
    {
        string expected = $"--out is {shown}; expected a name that ends in {extension}, in a folder that exists and may be written to";
        if (Path.GetExtension(path) != extension || Disk.Current.IsFolder(path))
        {
            throw new InvalidInputException(expected);
        }

        try
        {
            AtomicFile.RequireWritable(path);
        }
        catch (InvalidInputException failure)
        {
            throw new InvalidInputException($"{expected}: {failure.InnerException!.Message}", failure);
        }

        if (Disk.Current.IsFile(path) && FormatOf(path) is string other && !other.StartsWith(format, StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                $"--out is {shown}, a file of format \"{other}\", which would be lost; choose another name or remove it first"
            );
        }
    }

    /// <summary>
    /// What a JSON file says it is; "unknown" when it says nothing, null when it is damaged: damaged certificates may be replaced.
    /// </summary>
    public static string? FormatOf(string path) => RunFile.TryReadField(path, "format", out string? format) ? format ?? "unknown" : null;
}
