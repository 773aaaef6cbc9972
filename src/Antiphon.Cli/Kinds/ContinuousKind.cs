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

    protected override bool StartsElsewhere(ParseResult parse, ContinuousOptions stored) =>
        Options.Continuous.StartsElsewhere(parse, stored);

    protected override bool IsNamed(string name, GameIdentity stored) => name == stored.Name;
}
