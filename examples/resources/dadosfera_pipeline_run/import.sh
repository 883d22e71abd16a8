# SPDX-License-Identifier: MPL-2.0

terraform import dadosfera_pipeline_run.lookups \
  7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c
