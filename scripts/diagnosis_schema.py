"""Print the JSON Schema of a diagnosis.

python scripts/diagnosis_schema.py > docs/diagnosis-schema.json
"""

from rcagraph.outputs.diagnosis_json import diagnosis_schema

print(diagnosis_schema(), end="")
