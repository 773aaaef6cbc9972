using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Populations that the limit reaches, as a tree: mu and then mu M_s for every global state s in which the agents moved. Holds for each
/// (s, mu) what is known of its value, and looks only at vectors and points that are new since it last looked.
/// </summary>
internal sealed class FlowPoints(PlanVectors plan, UpperBounds upper)
{
    private readonly DispatcherProblem problem = plan.Problem;
    private readonly VectorRows populations = new(plan.Problem.LocalStates);
    private readonly double[] scratch = new double[plan.Problem.Width];
    private Node[] nodes = [];

    /// <summary>How many populations there are.</summary>
    internal int Count => populations.Count;

    /// <summary>mu, padded.</summary>
    internal ReadOnlySpan<double> Population(int point) => populations[point];

    /// <summary>What is known at (s, mu); do not keep the reference over an addition.</summary>
    internal ref Node At(int point, int state) => ref nodes[(point * problem.GlobalStates) + state];

    /// <summary>Adds a population.</summary>
    internal int Add(ReadOnlySpan<double> fractions)
    {
        int point = populations.Add(fractions);
        int needed = (point + 1) * problem.GlobalStates;
        if (needed > nodes.Length)
        {
            Array.Resize(ref nodes, Math.Max(needed, 2 * nodes.Length));
        }

        Span<Node> own = nodes.AsSpan(point * problem.GlobalStates, problem.GlobalStates);
        own.Fill(Node.Unknown);
        ReadOnlySpan<double> bounds = upper.OfPart(populations[point]);
        for (int state = 0; state < own.Length; state++)
        {
            own[state].Upper = bounds[state];
        }

        return point;
    }

    /// <summary>The population after a step from (s, mu).</summary>
    internal int Next(int point, int state)
    {
        if (At(point, state).Next < 0)
        {
            problem.Kernel(state).Push(populations[point], scratch);
            int next = Add(scratch);
            At(point, state).Next = next;
        }

        return At(point, state).Next;
    }

    /// <summary>Brings the lower bound up to date.</summary>
    internal double Lower(int point, int state)
    {
        ref Node node = ref At(point, state);
        int count = plan.Count(state);
        if (node.LowerSeen < count)
        {
            (int index, double value) = plan.Best(state, populations[point], node.LowerSeen);
            if (value > node.Lower)
            {
                (node.Lower, node.LowerIndex) = (value, index);
            }

            node.LowerSeen = count;
        }

        return node.Lower;
    }

    /// <summary>Brings the upper bound up to date.</summary>
    internal double Upper(int point, int state)
    {
        ref Node node = ref At(point, state);
        if (double.IsNaN(node.Linear))
        {
            (double bound, node.Linear, node.Quadratic) = upper.Base(state, populations[point], scratch);
            node.Upper = Math.Min(node.Upper, bound);
        }

        int changes = upper.Changes(state);
        if (node.UpperSeen < changes)
        {
            double bound = upper.BetweenPoints(state, populations[point], node.UpperSeen, node.Linear, node.Quadratic);
            node.Upper = Math.Min(node.Upper, bound);
            node.UpperSeen = changes;
        }

        return node.Upper;
    }

    /// <summary>Notes a lower value for an upper bound, and lets other populations profit.</summary>
    internal void SetUpper(int point, int state, double value)
    {
        ref Node node = ref At(point, state);
        node.Upper = value;
        node.UpperPoint = upper.Set(state, node.UpperPoint, populations[point], value, scratch);
    }

    /// <summary>Vectors that are the best at some population looked at, [s][vector]; at least one in every global state.</summary>
    internal bool[][] Used()
    {
        bool[][] used = [.. Enumerable.Range(0, problem.GlobalStates).Select(state => new bool[plan.Count(state)])];
        for (int node = 0; node < Count * problem.GlobalStates; node++)
        {
            used[node % problem.GlobalStates][Math.Max(0, nodes[node].LowerIndex)] = true;
        }

        return used;
    }

    /// <summary>What is known of the value at (s, mu).</summary>
    internal struct Node
    {
        /// <summary>Nothing is known.</summary>
        internal static readonly Node Unknown = new()
        {
            Lower = double.NegativeInfinity,
            Linear = double.NaN,
            Upper = double.PositiveInfinity,
            LowerIndex = -1,
            Next = -1,
            UpperPoint = -1,
        };

        internal double Lower;
        internal double Upper;
        internal double Linear;
        internal double Quadratic;

        /// <summary>The vector that gives the lower bound.</summary>
        internal int LowerIndex;

        /// <summary>How many vectors were looked at.</summary>
        internal int LowerSeen;

        /// <summary>How many changes of points were looked at.</summary>
        internal int UpperSeen;

        /// <summary>The population after a step; -1 where it was not made.</summary>
        internal int Next;

        /// <summary>Its number among the points of the upper bound; -1 where it is none.</summary>
        internal int UpperPoint;
    }
}
