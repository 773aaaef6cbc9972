using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>What the sweep in a folder was asked, compared with a command line.</summary>
/// <param name="kind">The kind of game that the command line names.</param>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class StoredQuestion<TGame, TPair, TOptions>(TrainedKind<TGame, TPair, TOptions> kind, Surroundings surroundings)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private const string Remedy = "Use the same options to resume it, or choose another folder with --out.";

    /// <summary>Requires that a folder has the sweep that the command line asks for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="first">That of the first variant.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The game, as on the command line.</param>
    /// <param name="game">The game.</param>
    /// <param name="asked">All options, as resolved.</param>
    /// <exception cref="InvalidInputException">It has another one; the message names every difference.</exception>
    public void RequireSame(
        ParseResult parse,
        ParseResult first,
        string folder,
        string name,
        GameIdentity game,
        SweepOptions<TOptions> asked
    )
    {
        if (Registered.OfSweep(folder) is { } other && other.SweepFormat != kind.Codec.SweepFormat)
        {
            string found = Figures.Printable(RunFile.Field(new SweepPaths(folder).Record, "game") ?? "another game");
            throw new InvalidInputException(
                $"{surroundings.Shown(folder)} contains a sweep of another game:\n  GAME is {Figures.Printable(name)}; the sweep was "
                    + $"started with {found}\n{Remedy}"
            );
        }

        SweepRecord<TOptions> stored = kind.Codec.OpenSweep(folder).Record;
        Declarations.RequireNone(
            [
                .. kind.Differences(first, "sweep", name, stored.Identity, stored.Options.Training),
                .. parse.Differences("sweep", Parts(stored with { Agents = game.Agents, Cut = kind.Cut, Options = asked }), Parts(stored)),
            ],
            $"{surroundings.Shown(folder)} contains a sweep with other options:",
            Remedy
        );
    }

    /// <summary>The parts of a sweep's record that options set.</summary>
    /// <param name="record">The record.</param>
    public object?[] Parts(SweepRecord<TOptions> record) => [record.Options, .. kind.Parts(record.Options.Training), record, record.Cut];
}
