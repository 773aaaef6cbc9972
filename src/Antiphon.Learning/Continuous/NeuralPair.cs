using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>The networks of both sides; during training also the state from which their learners continue. Immutable.</summary>
public sealed class NeuralPair
{
    /// <summary>What every training starts from, in words.</summary>
    internal const string StartName = "random networks";

    private readonly LearnerState? globalLearner;
    private readonly LearnerState? localLearner;

    /// <summary>A pair of networks.</summary>
    /// <param name="global">The global agent's network.</param>
    /// <param name="local">The network that all local agents share.</param>
    internal NeuralPair(Perceptron global, Perceptron local)
    {
        ArgumentNullException.ThrowIfNull(global);
        ArgumentNullException.ThrowIfNull(local);
        Global = global;
        Local = local;
    }

    internal NeuralPair(LearnerState global, LearnerState local)
        : this(global.Network, local.Network)
    {
        globalLearner = global;
        localLearner = local;
    }

    private NeuralPair(Perceptron global, Perceptron local, LearnerState? globalLearner, LearnerState? localLearner)
        : this(global, local)
    {
        this.globalLearner = globalLearner;
        this.localLearner = localLearner;
    }

    /// <summary>The network of the global agent.</summary>
    internal Perceptron Global { get; }

    /// <summary>The network of the local agents.</summary>
    internal Perceptron Local { get; }

    /// <summary>The pair as it is deployed: each side takes its likeliest action.</summary>
    /// <param name="subsample">k.</param>
    public ContinuousPair Deployed(int subsample) => new(new NeuralGlobalPolicy(Global), new NeuralLocalPolicy(Local), subsample);

    /// <summary>Whether both networks are the same to the bit.</summary>
    /// <param name="other">The other pair.</param>
    internal bool SameAs(NeuralPair other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Global.Parameters.SequenceEqual(other.Global.Parameters) && Local.Parameters.SequenceEqual(other.Local.Parameters);
    }

    /// <summary>The stream of a training's randomness.</summary>
    internal static RandomStream Root(ContinuousOptions options) => new RandomStream(options.Seed).Split(LearningPurposes.Training);

    /// <summary>Both sides' networks at random, their optimizers at rest.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">Architecture and seed.</param>
    /// <param name="restart">Number of the start, from 0; every one has networks of its own.</param>
    internal static NeuralPair Random(ContinuousGame game, ContinuousOptions options, int restart = 0)
    {
        // The first start has the stream that the only start of earlier versions had.
        RandomStream root = restart == 0 ? Root(options) : Root(options).Split(Purposes.Restart, restart);
        int seen = game.Features.Size + (options.GlobalSeesState ? game.GlobalStates.Dimension : 0);
        int own = game.GlobalStates.Dimension + game.LocalStates.Dimension;
        return new NeuralPair(
            LearnerState.Random(seen, options.Hidden, game.GlobalActions.Count, root.Split(LearningPurposes.GlobalNetwork)),
            LearnerState.Random(own, options.Hidden, game.LocalActions.Count, root.Split(LearningPurposes.LocalNetwork))
        );
    }

    /// <summary>The pair as a training goes on from it: its networks, with critics and optimizers as at any start.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">Architecture and seed.</param>
    /// <exception cref="InvalidInputException">Its networks have another shape than those of the training.</exception>
    internal NeuralPair AsStart(ContinuousGame game, ContinuousOptions options)
    {
        NeuralPair usual = Random(game, options);
        Require("global", Global, usual.Global);
        Require("local", Local, usual.Local);
        return new NeuralPair(
            new LearnerState(Global, usual.LearnerOf(Player.Global).CriticNetwork),
            new LearnerState(Local, usual.LearnerOf(Player.Local).CriticNetwork)
        );
    }

    /// <summary>SHA-256 of the shapes and parameters of both networks, in lower-case hexadecimal.</summary>
    internal string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bytes = new byte[sizeof(double)];
        foreach (Perceptron network in new[] { Global, Local })
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"{network.Shape}\0"));
            foreach (double parameter in network.Parameters)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, parameter);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Require(string side, Perceptron given, Perceptron expected)
    {
        if (given.Shape != expected.Shape)
        {
            throw new InvalidInputException(
                $"the pair to start from has a {side} network of the shape {given.Shape}; expected {expected.Shape}, as this training "
                    + $"has; use the {nameof(ContinuousOptions.Hidden)} and {nameof(ContinuousOptions.GlobalSeesState)} that it was "
                    + "trained with"
            );
        }
    }

    /// <summary>What a side's learner continues from.</summary>
    internal LearnerState LearnerOf(Player side) =>
        (side == Player.Global ? globalLearner : localLearner)
        ?? throw new InvalidOperationException("this is a deployed pair, which cannot be trained further");

    /// <summary>The pair with one side as its learner has it now.</summary>
    internal NeuralPair With(Player side, LearnerState learner) =>
        side == Player.Global
            ? new NeuralPair(learner.Network, Local, learner, localLearner)
            : new NeuralPair(Global, learner.Network, globalLearner, learner);
}
