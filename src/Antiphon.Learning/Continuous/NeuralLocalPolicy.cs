using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>softmax of a network of (s_g, s_l), all agents at once; the likeliest action, of equals the first, or one drawn.</summary>
internal sealed class NeuralLocalPolicy : ContinuousLocalPolicy
{
    private readonly bool isSampled;

    /// <summary>Makes a policy.</summary>
    /// <param name="network">Inputs: the coordinates of s_g, then those of s_l; outputs: one per local action.</param>
    /// <param name="isSampled">Whether actions are drawn from softmax; else the likeliest is taken.</param>
    public NeuralLocalPolicy(Perceptron network, bool isSampled = false)
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
        int inputs = game.GlobalStates.Dimension + game.LocalStates.Dimension;
        if (Network.Shape.Inputs != inputs || Network.Shape.Outputs != game.LocalActions.Count)
        {
            throw new InvalidInputException(
                $"the local network has the shape {Network.Shape}; the game '{game.Name}' has {inputs} coordinates of s_g and s_l "
                    + $"together and {game.LocalActions.Count} local actions: expected {inputs} inputs and {game.LocalActions.Count} "
                    + "outputs"
            );
        }
    }

    /// <inheritdoc/>
    public override IContinuousLocalActor Actor(ContinuousGame game) =>
        new Chooser(Network, isSampled, game.GlobalStates.Dimension, game.LocalStates.Dimension);

    private sealed class Chooser(Perceptron network, bool isSampled, int globalDimension, int localDimension) : IContinuousLocalActor
    {
        private readonly PanelPass pass = new(network.Shape);
        private readonly double[] chances = new double[PanelKernel.Width];
        private readonly int[] chosen = new int[PanelKernel.Width];

        public void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actions)
        {
            int agents = actions.Length;
            for (int c = 0; c < globalDimension; c++)
            {
                pass.Input.AsSpan(c * PanelKernel.Width, PanelKernel.Width).Fill(global[c]);
            }

            for (int start = 0; start < agents; start += PanelKernel.Width)
            {
                int count = Math.Min(PanelKernel.Width, agents - start);
                for (int c = 0; c < localDimension; c++)
                {
                    // What a partial panel holds beyond its agents is left from before and computed in vain.
                    locals.Slice((c * agents) + start, count).CopyTo(pass.Input.AsSpan((globalDimension + c) * PanelKernel.Width));
                }

                pass.Forward(network.Parameters, pass.Input);
                if (isSampled)
                {
                    for (int i = 0; i < count; i++)
                    {
                        chances[i] = random.NextDouble();
                    }

                    PanelChoice.Draw(pass.Output, chances, chosen);
                }
                else
                {
                    PanelChoice.Likeliest(pass.Output, chosen);
                }

                chosen.AsSpan(0, count).CopyTo(actions[start..]);
            }
        }
    }
}
