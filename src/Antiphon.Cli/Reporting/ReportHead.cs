using System.Globalization;
using Antiphon.Cli.Output;
using Antiphon.Paper;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The head of a report: which run or sweep it is of, and how to make it again. All of it is told by the record.</summary>
internal static class ReportHead
{
    private const int HashLetters = 12;

    /// <summary>Says it.</summary>
    /// <param name="origin">When and how it was begun; null where the record does not tell.</param>
    /// <param name="game">The game.</param>
    /// <param name="version">The version that trained.</param>
    /// <param name="seed">Root of all randomness.</param>
    /// <param name="took">How long it took.</param>
    public static Facts Of(RunOrigin? origin, GameIdentity game, string version, ulong seed, Fact took) =>
        new([
            new Fact("Begun", origin is null ? "not recorded" : Written(origin.Started)),
            took,
            new Fact("Game", Figures.Printable(game.Name), game.Hash.Length == 0 ? "" : $"hash {game.Hash[..HashLetters]}"),
            new Fact("Version", $"antiphon {version}"),
            new Fact("Seed", $"{seed}"),
            .. Command(origin),
        ]);

    /// <summary>Says it of a reproduction.</summary>
    /// <param name="stored">When, how and by which version it was begun.</param>
    /// <param name="seed">Root of all randomness.</param>
    public static Facts Of(ReproductionOrigin stored, ulong seed) =>
        new([
            new Fact("Begun", Written(stored.Origin.Started)),
            new Fact("Version", $"antiphon {stored.Version}"),
            new Fact("Seed", $"{seed}"),
            .. Command(stored.Origin),
        ]);

    private static IEnumerable<Fact> Command(RunOrigin? origin) =>
        origin?.Command is string command ? [new Fact("Command", Figures.Printable(command)) { IsCode = true }] : [];

    private static string Written(DateTimeOffset started) =>
        started.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
