namespace Antiphon.Cli.Output;

/// <summary>
/// Stores results that took long to compute. A file that cannot be written must not cost the result: it is printed all the same.
/// </summary>
internal static class ResultStore
{
    /// <summary>What a report names in place of a file that could not be written.</summary>
    public const string NotStored = "not stored";

    /// <summary>Stores a document of one file, and prints it: itself, or a report for people.</summary>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="path">The file.</param>
    /// <param name="document">Its text, without the last line's end.</param>
    /// <param name="isJson">Whether the document is printed.</param>
    /// <param name="print">Prints the report; receives how the file is named there.</param>
    /// <returns>The code to end with.</returns>
    public static int StoreDocument(this Surroundings surroundings, string path, string document, bool isJson, Action<string> print)
    {
        string? stored = surroundings.TryStore(() =>
        {
            AtomicFile.WriteText(path, $"{document}\n");
            return surroundings.Shown(path);
        });
        if (isJson)
        {
            surroundings.Out.WriteLine(document);
        }
        else
        {
            print(stored ?? NotStored);
        }

        return stored is null ? ExitCode.InvalidInput : ExitCode.Done;
    }

    /// <summary>Stores, and reports a failure on standard error.</summary>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="store">Writes the file; returns what the caller wants to know of it.</param>
    /// <returns>
    /// What <paramref name="store"/> returned; null when it failed, and the program should then end with
    /// <see cref="ExitCode.InvalidInput"/>.
    /// </returns>
    public static string? TryStore(this Surroundings surroundings, Func<string> store)
    {
        try
        {
            return store();
        }
        catch (InvalidInputException failure)
        {
            surroundings.Error.WriteLine($"error: the results were not stored: {failure.Message}");
            return null;
        }
    }
}
