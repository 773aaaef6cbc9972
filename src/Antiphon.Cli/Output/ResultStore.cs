namespace Antiphon.Cli.Output;

/// <summary>
/// Stores results that took long to compute. A file that cannot be written must not cost the result: it is printed all the same.
/// </summary>
internal static class ResultStore
{
    /// <summary>What a report names in place of a file that could not be written.</summary>
    public const string NotStored = "not stored";

    /// <summary>Stores, and tells on standard error when that fails.</summary>
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
