using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// softmax of a network of the observation (s_g first, where the network has room for it); the likeliest action, of equals the first, or
/// one drawn.
/// </summary>
internal sealed class NeuralGlobalPolicy : ContinuousGlobalPolicy
{
    private readonly bool isSampled;

    /// <summary>Makes a policy.</summary>
    /// <param name="network">Inputs: the features of the observation, or s_g and these; outputs: one per global action.</param>
    /// <param name="isSampled">Whether actions are drawn from softmax; else the likeliest is taken.</param>
    public NeuralGlobalPolicy(Perceptron network, bool isSampled = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, this.isSampled) = (network, isSampled);
    }

    /// <summary>The network.</summary>
    public Perceptron Network { get; }

    /// <inheritdoc/>
    public override void RequireFit(ContinuousGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        int observation = game.Features.Size;
        if (
            (Network.Shape.Inputs != observation && Network.Shape.Inputs != observation + game.GlobalStates.Dimension)
            || Network.Shape.Outputs != game.GlobalActions.Count
        )
        {
            throw new InvalidInputException(
                $"the global network has the shape {Network.Shape}; the game '{game.Name}' has observations of {observation} numbers, "
                    + $"{game.GlobalStates.Dimension} coordinates of s_g and {game.GlobalActions.Count} global actions: "
                    + $"expected {observation} inputs (or {observation + game.GlobalStates.Dimension}, with s_g) and "
                    + $"{game.GlobalActions.Count} outputs"
            );
        }
    }

    /// <inheritdoc/>
    public override IContinuousGlobalActor Actor(ContinuousGame game) => new Chooser(Network, isSampled);

    private sealed class Chooser(Perceptron network, bool isSampled) : IContinuousGlobalActor
    {
        private readonly PanelPass pass = new(network.Shape);
        private readonly double[] probabilities = new double[network.Shape.Outputs];

        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random)
        {
            int place = 0;
            if (network.Shape.Inputs > observation.Length)
            {
                Put(global, ref place);
            }

            Put(observation, ref place);
            pass.Forward(network.Parameters, pass.Input);
            return isSampled ? Draw(random) : Likeliest();
        }

        private void Put(ReadOnlySpan<double> values, ref int place)
        {
            foreach (double value in values)
            {
                pass.Input[place++ * PanelKernel.Width] = value;
            }
        }

        private int Draw(RandomStream random)
        {
            _ = Softmax.Probabilities(pass.Output, 0, probabilities);
            double left = random.NextDouble();
            for (int action = 0; action < probabilities.Length - 1; action++)
            {
                left -= probabilities[action];
                if (left < 0)
                {
                    return action;
                }
            }

            return probabilities.Length - 1;
        }

        private int Likeliest()
        {
            int best = 0;
            for (int action = 1; action < probabilities.Length; action++)
            {
                best = pass.Output[action * PanelKernel.Width] > pass.Output[best * PanelKernel.Width] ? action : best;
            }

            return best;
        }
    }
}
