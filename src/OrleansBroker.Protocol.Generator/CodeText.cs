using System.Text;

namespace OrleansBroker.Protocol.Generator;

/// <summary>Source text with indentation by braces.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeText Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    public CodeText Open(string? line = null)
    {
        if (line is not null)
            Line(line);
        Line("{");
        _depth++;
        return this;
    }

    public CodeText Close()
    {
        _depth--;
        return Line("}");
    }

    /// <summary>Runs the body under an `if`, which a condition that is always true does without.</summary>
    public CodeText If(string condition, Action body)
    {
        if (condition == "true")
        {
            body();
            return this;
        }

        Open($"if ({condition})");
        body();
        return Close();
    }

    public override string ToString() => _text.ToString();
}
