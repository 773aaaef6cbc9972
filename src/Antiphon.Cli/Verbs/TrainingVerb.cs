using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Kinds;
using Antiphon.Cli.Watch;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>A verb that trains in a game of any kind, or resumes a folder.</summary>
internal abstract class TrainingVerb : Verb
{
    private readonly string noun;

    /// <summary>Makes the verb.</summary>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="summary">What the help says of it.</param>
    /// <param name="noun">What it makes: "run" or "sweep".</param>
    protected TrainingVerb(Surroundings surroundings, VerbSummary summary, string noun)
        : base(summary)
    {
        this.noun = noun;
        Surroundings = surroundings;
        Game = GameArgument.Create("GAME", "a built-in game (see `antiphon games`) or a game file", this);
        Add(Game);
        SetAction(Run);
    }

    protected Surroundings Surroundings { get; }

    protected Argument<string?> Game { get; }

    protected DeclaredOption<bool> Json { get; } = VerbOptions.Json();

    protected DeclaredOption<bool> Quiet { get; } = VerbOptions.Quiet();

    protected WatchChoice Watch { get; } = new();

    /// <summary>The options of a training.</summary>
    protected abstract TrainOptions Training { get; }

    /// <summary>The folder to make.</summary>
    protected abstract DeclaredOption<string?> Output { get; }

    /// <summary>The folder to resume.</summary>
    protected abstract DeclaredOption<string?> Resumed { get; }

    protected ContinuousKind Continuous => new(Surroundings, Training);

    protected FiniteKind Finite(CutGame? cut) => new(Surroundings, Training, cut);

    /// <summary>Does what options ask for instead of training; null where they ask for nothing else.</summary>
    protected virtual int? Otherwise(ParseResult parse) => null;

    /// <summary>The option that names the folder to resume.</summary>
    protected virtual DeclaredOption<string?> Source(ParseResult parse) => Resumed;

    /// <summary>Begins in a game.</summary>
    protected abstract int Begin<TGame, TPair, TOptions>(ParseResult parse, TrainedKind<TGame, TPair, TOptions> kind, string name)
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions;

    /// <summary>Resumes a folder.</summary>
    protected abstract int Resume(ParseResult parse, string folder);

    /// <summary>Requires that the command line asks nothing else than what the folder to resume was started with.</summary>
    /// <exception cref="InvalidInputException">It does.</exception>
    protected void RequireNoConflict<TGame, TPair, TOptions>(
        ParseResult parse,
        TrainedKind<TGame, TPair, TOptions> kind,
        IReadOnlyList<object?> parts,
        GameIdentity game,
        TOptions stored
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions =>
        Declarations.RequireNone(
            [
                .. parse.Conflicts(noun, parts),
                .. kind.Differences(parse, noun, parse.GetValue(Game), game, stored),
                .. parse.Given(Output) ? [$"{Output.Name} cannot be changed; the {noun} stays in its folder"] : Array.Empty<string>(),
            ],
            $"{Source(parse).Name} uses the options that the {noun} was started with:",
            $"Leave these options out, or start a new {noun}."
        );

    /// <summary>Does work that may be watched: whoever watches is told of a failure.</summary>
    protected static T Do<T>(ParseResult parse, WatchedWork? watched, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure)
        {
            watched?.End(WorkState.Failed, Declarations.InWordsOf(parse.CommandResult.Command, Failures.Cause(failure).Message));
            throw;
        }
    }

    /// <summary>Where lines go that are no part of the result.</summary>
    protected TextWriter BesideResult(ParseResult parse) => parse.GetValue(Json) ? Surroundings.Error : Surroundings.Out;

    private int Run(ParseResult parse)
    {
        Watch.Require(parse);
        if (Otherwise(parse) is int code)
        {
            return code;
        }

        if (parse.GetValue(Source(parse)) is string folder)
        {
            return Resume(parse, Surroundings.FullPath(folder));
        }

        string name = parse.GetValue(Game)
            ?? throw new InvalidInputException(
                $"{Name} needs a GAME, or {Resumed.Name} {Resumed.HelpName}; `antiphon games` lists the built-in games"
            );
        return Training.Continuous.IsTrainedAsIs(parse, name)
            ? Begin(parse, Continuous, name)
            : Begin(parse, Finite(Training.Continuous.Cut(parse, name)), name);
    }
}
