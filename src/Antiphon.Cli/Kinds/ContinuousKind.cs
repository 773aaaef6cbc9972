using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Kinds;

/// <summary>Games with continuous states.</summary>
/// <param name="surroundings">Where the program runs.</param>
/// <param name="options">The options of train.</param>
internal sealed class ContinuousKind(Surroundings surroundings, TrainOptions options)
    : TrainedKind<ContinuousGame, NeuralPair, ContinuousOptions>(surroundings, options)
{
    /// <inheritdoc/>
    public override RunCodec<ContinuousGame, NeuralPair, ContinuousOptions> Codec => Registered.Continuous;

    /// <inheritdoc/>
    public override RunWords<ContinuousOptions> Words { get; } = new ContinuousRunWords();

    /// <inheritdoc/>
    public override Trainer<ContinuousGame, NeuralPair, ContinuousOptions> Trainer => Registered.Continuous.Train;

    /// <inheritdoc/>
    public override GameKinds Applies => GameKinds.Continuous;

    /// <inheritdoc/>
    public override ContinuousGame Load(ParseResult parse, string name)
    {
        BuiltInContinuousGame known = BuiltInContinuousGames.Find(name)!;
        return known.Create(Options.Simulated(parse, known.Agents));
    }

    /// <inheritdoc/>
    public override ContinuousOptions Read(ParseResult parse, int k) => Options.Continuous.Read(parse, k, Options.Threads(parse));

    /// <inheritdoc/>
    public override RunStart<NeuralPair> Start(string name, ContinuousGame game)
    {
        var from = PairSource.Of(name, null, Surroundings);
        if (!from.IsContinuous)
        {
            throw new InvalidInputException(
                $"--from is {Figures.Printable(name)}, a pair of a game with finitely many states; expected networks trained in "
                    + $"{game.Name}; name such a run or policy file"
            );
        }

        (ContinuousGame own, ContinuousPair pair, _) = from.Continuous();
        if (own.Name != game.Name)
        {
            throw new InvalidInputException(
                $"{Figures.Printable(name)} is of {own.Name}, a different game from {game.Name}; use the game that it was trained for"
            );
        }

        var networks = new NeuralPair(((NeuralGlobalPolicy)pair.Global).Network, ((NeuralLocalPolicy)pair.Local).Network);
        return new RunStart<NeuralPair>(networks, new RunStart(name, networks.Hash()));
    }

    protected override bool StartsElsewhere(ParseResult parse, ContinuousOptions stored) =>
        Options.Continuous.StartsElsewhere(parse, stored);

    protected override bool IsNamed(string name, GameIdentity stored) => name == stored.Name;
}
