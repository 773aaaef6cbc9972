using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Game files, format antiphon-game/1: one JSON object; <c>schemas/game.schema.json</c> describes every field.</summary>
/// <remarks>
/// Reading is strict: unknown fields, other versions and wrong types are refused, and everything wrong is reported at once. Writing a game
/// and reading it back gives a game with the same bits in every number, hence the same hash. A clock multiplies the global states when it
/// is read (<see cref="Clock"/>); what is written is the multiplied game.
/// </remarks>
public static class GameFile
{
    /// <summary>The format that is read and written.</summary>
    internal const string Format = "antiphon-game/1";

    /// <summary>Reads a game file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GameValidationException">The game in the file is not valid; every violation is listed.</exception>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, is not JSON (the message gives line and position) or has another format.
    /// </exception>
    public static CooperativeGame Load(string path) => Parse(InputFile.ReadText(path), path);

    /// <summary>
    /// Reads a game file that another program wrote with few digits: rows of transitions, initial laws, shares of types and probabilities
    /// of random rewards that are off by at most 1e-4 are rescaled.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The game, and the rows that were rescaled, in the order of the file.</returns>
    /// <exception cref="GameValidationException">Something else is wrong, or a row is further off; every violation is listed.</exception>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, is not JSON (the message gives line and position) or has another format.
    /// </exception>
    public static (CooperativeGame Game, IReadOnlyList<RoundedRow> Rescaled) LoadRescaled(string path)
    {
        var rounding = new RowRounding { Rescales = true };
        return (Parse(InputFile.ReadText(path), path, rounding), rounding.Rows);
    }

    /// <summary>Reads a game from the text of a game file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it comes from, for messages; for example the path of the file.</param>
    /// <exception cref="GameValidationException">The game in the text is not valid; every violation is listed.</exception>
    /// <exception cref="InvalidInputException">
    /// The text is not JSON (the message gives line and position) or has another format.
    /// </exception>
    public static CooperativeGame Parse(string json, string source) => Parse(json, source, new RowRounding());

    /// <summary>Writes a game file. The file appears whole or not at all.</summary>
    /// <param name="game">The game.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(CooperativeGame game, string path) => AtomicFile.WriteText(path, Write(game));

    /// <summary>The text of a game file.</summary>
    /// <param name="game">The game.</param>
    public static string Write(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return JsonTables.Object(writer => new GameWriter(writer, game).Write());
    }

    private static CooperativeGame Parse(string json, string source, RowRounding rounding) => InputFile.Parse(json, source, root =>
        {
            InputFile.RequireFormat(root, Format, source);
            IReadOnlyList<Violation> violations = ClockReader.Read(root, rounding, out GameDefinition definition);
            return violations.Count == 0
                ? CooperativeGame.Create(definition)
                : throw new GameValidationException(source, violations) { RoundedRows = rounding.Rescales ? [] : rounding.Rows };
        });
}
